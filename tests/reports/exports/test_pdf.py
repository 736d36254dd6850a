"""Pages printed by a real browser and read back by pdfium: what is on them, and what must not be."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import click
import pypdfium2
import pytest

from crawler.printing import inside
from reports.exports.pdf import Order, chosen, write_pdf
from tests.conftest import needs_browser

PAGE = """<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Отчёт</title>
<style>@media print {{ .screen {{ display: none }} }}</style></head><body>
<h1>Страница для печати</h1><p class="screen">только на экране</p>
<p><a href="org/a.html#x">к организации</a> <a href="https://law.example/1">закон</a> <a href="#here">сюда</a></p>
<p id="here">конец</p>
<script>document.body.append("СЦЕНАРИЙ ИСПОЛНЕН")</script>
<iframe src="file://{secret}"></iframe><object data="../secret.html"></object><img src="http://127.0.0.1:{port}/pixel">
<iframe src="http://127.0.0.1:{port}/frame"></iframe>
</body></html>"""
asked: list[str] = []


class Listener(http.server.BaseHTTPRequestHandler):
    """Notes who asks: nobody should."""

    def do_GET(self) -> None:
        asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path_factory.mktemp("pdf")
    (folder / "secret.html").write_text("<p>ТАЙНА СОСЕДНЕЙ ПАПКИ</p>", "utf-8")
    out = folder / "отчёт с пробелом #1"
    (out / "org").mkdir(parents=True)
    page = PAGE.format(secret=folder / "secret.html", port=server.server_port)
    (out / "index.html").write_text(page, "utf-8")
    (out / "org" / "a.html").write_text("<!doctype html><title>А</title><p>Организация А</p>", "utf-8")
    yield out
    server.shutdown()
    server.server_close()


def text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


@needs_browser
@pytest.mark.slow
def test_a_page_is_printed_without_network_scripts_or_files_of_others(report: Path, tmp_path: Path) -> None:
    files = write_pdf(Order(report=report, pages=["index.html", "org/a.html"], out=tmp_path / "out"))
    assert files == [tmp_path / "out" / "index.pdf", tmp_path / "out" / "org" / "a.pdf"]
    said = text(files[0])
    assert "Страница для печати" in said
    assert "только на экране" not in said
    assert "СЦЕНАРИЙ" not in said
    assert "ТАЙНА" not in said
    assert "1 / 1" in said  # page numbers
    assert "Организация А" in text(files[1])
    assert asked == []
    bytes_ = files[0].read_bytes()
    assert b"https://law.example/1" in bytes_
    assert str(report.parent).encode() not in bytes_  # no link into a folder of this machine
    assert b"file:" not in bytes_


@needs_browser
@pytest.mark.slow
def test_links_lead_to_where_the_report_is_published(report: Path, tmp_path: Path) -> None:
    order = Order(report=report, pages=["index.html"], out=tmp_path, address="https://region.example/site/")
    (made,) = write_pdf(order)
    assert b"https://region.example/site/org/a.html#x" in made.read_bytes()


def test_only_pages_of_the_report_are_chosen(report: Path) -> None:
    assert chosen(report, []) == ["index.html"]
    assert chosen(report, ["org/a.html", "org/a.html"]) == ["org/a.html"]
    assert chosen(report, [], every=True) == ["index.html", "org/a.html"]
    for wrong in ("../secret.html", "org", "none.html", "/etc/hostname"):
        with pytest.raises(click.ClickException, match="no page of the report"):
            chosen(report, [wrong])
    with pytest.raises(click.ClickException, match="glasnost report html"):
        chosen(report.parent, [])


def test_only_files_of_the_folder_are_inside(tmp_path: Path) -> None:
    (tmp_path / "a b.html").write_text("")
    assert inside(tmp_path, (tmp_path / "a b.html").as_uri()) == Path("a b.html")
    (tmp_path / "link.html").symlink_to("/etc/hostname")
    for url in (
        "http://x.example/a.html", "file:///etc/hostname", f"file://host{tmp_path}/a.html", "data:text/html,x",
        f"{tmp_path.as_uri()}/../x.html", f"{tmp_path.as_uri()}/%2e%2e/x.html", (tmp_path / "link.html").as_uri(),
    ):  # fmt: skip
        assert inside(tmp_path, url) is None, url


@pytest.mark.slow
def test_without_a_browser_it_says_what_to_do(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(click.ClickException, match="There is no Chromium to print with"):
        write_pdf(Order(report=report, pages=["index.html"], out=tmp_path / "out"))
    assert not list((tmp_path / "out").glob("*.pdf"))
