from __future__ import annotations

from pathlib import Path

import pytest

from crawler import archive, database, order
from crawler.archive_writer import Writer
from crawler.queue import Found, Queue
from crawler.store import Store, Tally

A, B, C = (f"http://a.example/{name}" for name in "abc")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    db = database.connect(tmp_path)
    made = Store(db, "test")
    made.crawl("org")
    made.begin("org", Tally(writer=Writer(tmp_path / "a.warc.gz")), archive.now(), "a.warc.gz")
    return made


@pytest.fixture
def queue(store: Store) -> Queue:
    return Queue(store, "org", 10)


def popped(queue: Queue) -> list[str]:
    found = []
    while row := queue.pop():
        found.append(row.url)
    return found


def test_what_a_link_calls_an_address_beats_that_a_list_has_it(queue: Queue) -> None:
    listed, linked = Found("/map", "", "listed", 1), Found("/", "Устав", "a", 1)
    assert queue.add(A, 5, listed)
    assert not queue.add(A, 1, linked), "it comes as early as before"
    assert queue.add(B, 1, linked)
    assert queue.add(B, 5, listed)
    assert [(row.url, row.priority, row.link_text, row.via) for row in queue.waiting()] == [
        (A, 5, "Устав", "a"), (B, 5, "Устав", "a"),
    ]  # fmt: skip
    assert popped(queue) == [A, B]


def test_the_higher_comes_first_and_equals_in_the_order_met(queue: Queue) -> None:
    for url, priority in ((A, 1), (B, 5), (C, 5)):
        assert queue.add(url, priority, Found())
    assert popped(queue) == [B, C, A]


def test_met_again_in_a_better_place_an_address_moves_forward_and_takes_its_text(queue: Queue) -> None:
    queue.add(A, 1, Found("p", "тут"))
    queue.add(B, 3, Found())
    assert queue.add(A, 5, Found("q", "Устав"))
    assert not queue.add(A, 2, Found("r", "там"))
    first = queue.pop()
    assert first is not None
    assert (first.url, first.parent, first.link_text, first.seq) == (A, "q", "Устав", 0)
    assert popped(queue) == [B]
    assert not queue.add(A, 9, Found()), "an address that was asked for is not asked for again"


def test_spellings_of_one_page_are_duplicates_unless_a_redirect_leads_there(queue: Queue, store: Store) -> None:
    queue.add("http://a.example/x", 1, Found())
    assert not queue.add("https://www.a.example/x", 1, Found())
    assert queue.add("https://a.example/x", 1, Found(via="redirect"))
    store.commit()
    assert [(row.url, row.state, row.reason) for row in store.rows("org")] == [
        ("http://a.example/x", "queued", ""),
        ("https://www.a.example/x", "skipped", "duplicate"),
        ("https://a.example/x", "queued", ""),
    ]


def test_a_resumed_queue_goes_on_where_the_first_was(queue: Queue, store: Store) -> None:
    for url in (A, B, C):
        queue.add(url, 1, Found())
    row = queue.pop()
    assert row is not None
    queue.settle(row._replace(state="fetched"))
    queue.skip("http://b.example/", "offsite", Found())
    store.commit()
    again = Queue(store, "org", 10)
    for kept in store.rows("org"):
        again.resume(kept)
    assert A in again
    assert not again.add(A, 9, Found())
    assert again.add("http://a.example/d", 1, Found())
    assert popped(again) == [B, C, "http://a.example/d"]
    store.commit()
    assert [kept.seq for kept in store.rows("org")] == [0, 1, 2, 3, 4]


def test_what_has_no_room_is_counted(queue: Queue) -> None:
    for number in range(15):
        queue.add(f"http://a.example/{number}", 1, Found())
    assert (queue.beyond, queue.room()) == (5, 0)


def test_texts_of_links_are_tidied() -> None:
    assert order.tidy("  a\n\tb " + "x" * 500) == "a b " + "x" * 196
    assert order.tidy("a\ud83db").encode()


def test_what_is_not_wanted_leaves_room_for_what_is(queue: Queue) -> None:
    """A hacked page links to thousands of strangers before it comes to its own."""
    for number in range(50):
        queue.skip(f"http://stranger.example/{number}", "offsite", Found())
    assert all(queue.add(f"http://a.example/{number}", 1, Found()) for number in range(5))
    assert (queue.beyond, queue.unkept, queue.room()) == (0, 45, 0)


def test_what_an_item_may_hang_on_is_kept_among_strangers(queue: Queue) -> None:
    for number in range(50):
        queue.skip(f"http://stranger.example/{number}", "offsite", Found())
    queue.skip("http://disk.example/charter", "offsite", Found(text="Устав"), telling=True)
    assert "http://disk.example/charter" in queue
    for number in range(4):
        queue.add(f"http://a.example/{number}", 1, Found())
    queue.skip("http://disk.example/rules", "offsite", Found(text="Правила"), telling=True)
    assert (queue.beyond, queue.room()) == (1, 0)


def test_a_full_ledger_stays_too_small_after_a_stop(queue: Queue, store: Store) -> None:
    for number in range(15):
        queue.add(f"http://a.example/{number}", 1, Found())
    store.commit()
    again = Queue(store, "org", 10)
    for kept in store.rows("org"):
        again.resume(kept)
    assert again.beyond > 0, "else what was not kept would be called missing"
