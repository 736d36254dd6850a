"""Pages of a finished report as PDF: chooses pages, has crawler.printing print them. Knows no browser, no database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from audit.reading.launch import launch, limited
from reports.exports.progress import passing

KEPT = (
    "PATH",
    "HOME",
    "TMPDIR",
    "TEMP",
    "LOCALAPPDATA",
    "PLAYWRIGHT_BROWSERS_PATH",
    "LD_LIBRARY_PATH",
    "FONTCONFIG_PATH",
)
"""Of our environment, what finding and starting a browser takes."""
PAGE_SECONDS = 70
START_SECONDS = 60
WITHOUT = (
    "There is no Chromium to print with. To have one: playwright install chromium, or"
    " apt-get install chromium-headless-shell; the browser's own «Print» does the same by hand."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to print."""

    report: Path
    """Folder of a finished report."""
    pages: Sequence[str]
    """From that folder."""
    out: Path
    """Folder for the PDF files; they are called as the pages are."""
    address: str = ""
    """Where the report is published: links between pages lead there."""


def chosen(report: Path, pages: Iterable[str], *, every: bool = False) -> list[str]:
    """The pages to print, the front page without any. Raises ClickException for one that is not there."""
    if not (report / "index.html").is_file():
        raise click.ClickException(f"There is no report in {report}. Write one: glasnost report html")
    if every:
        return sorted(path.relative_to(report).as_posix() for path in report.rglob("*.html"))
    found = list(dict.fromkeys(pages)) or ["index.html"]
    root = report.resolve()
    for page in found:
        path = (root / page).resolve()
        if not path.is_relative_to(root) or path.suffix != ".html" or not path.is_file():
            raise click.ClickException(f"«{page}» is no page of the report in {report}.")
    return found


def write_pdf(order: Order) -> list[Path]:
    """Print the pages and give the files. Raises ClickException where there is no browser, or a page failed."""
    targets = {page: order.out / Path(page).with_suffix(".pdf") for page in order.pages}
    try:
        for target in targets.values():
            target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"Cannot write to {order.out}: {error.strerror or error}.") from error
    news = {
        "root": str(order.report.resolve()), "address": order.address.rstrip("/"),
        "pages": [(page, str(target.resolve())) for page, target in targets.items()],
    }  # fmt: skip
    done, failed = set[str](), list[str]()
    for line in passing(_printed(news), "pdf", len(targets)):
        if "missing" in line:
            raise click.ClickException(f"{WITHOUT} ({line['missing']})")
        if "error" in line:
            failed.append(f"{line['page']}: {line['error']}")
        else:
            done.add(line["page"])
    failed += [f"{page}: the browser ended" for page in targets if page not in done and not failed]
    if failed:
        raise click.ClickException(f"{len(failed)} of {len(targets)} pages were not printed; {failed[0]}")
    return list(targets.values())


def _printed(order: Mapping[str, object]) -> Iterator[Mapping[str, str]]:
    """Have the child print, and give what it tells. It is ended when its time is over."""
    pages = order["pages"]
    assert isinstance(pages, list)  # noqa: S101  made above
    process = launch("crawler.printing", keep=[name for name in KEPT if name in os.environ])
    with process, limited(process, START_SECONDS + PAGE_SECONDS * len(pages)):
        assert process.stdin is not None  # noqa: S101  pipes
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.close()
        for line in process.stdout:
            told = json.loads(line)
            yield {str(key): str(value) for key, value in told.items()}
