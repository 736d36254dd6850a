"""Make three schools out of data/demo/sites/school: reads its pages, writes the same content in other dresses.

    .venv/bin/python tools/demo_variants.py

school-plain  without microdata (school № 8)
school-1251   windows-1251 named only by a meta element, HTML as people broke it in 2005 (school № 9)
school-js     a shell whose body a script puts there (school № 11)

The result is committed; tests/test_demo.py compares it with what this makes. Documents are not copied: the demo server
takes what a variant lacks from the school's own folder (data/demo/sites.csv).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

SITES = Path(__file__).resolve().parent.parent / "data" / "demo" / "sites"

_MICRODATA = re.compile(r'\sitemprop="[^"]*"')
_BODY = re.compile(r"(<body[^>]*>)(.*)(</body>)", re.DOTALL)
_MAY_STAY_OPEN = re.compile(r"</(?:p|li|td|th|tr|dd|dt|option)>")
_QUOTED = re.compile(r'(<[a-z][^<>]*?\s(?:class|href|src|rel|type|name|method|action)=)"([^"\s<>?&=]+)"(?=[\s>])')
_HEADING = re.compile(r"<h1>(.*?)</h1>")


def plain(page: str) -> str:
    """Take the microdata off."""
    return _MICRODATA.sub("", page)


def broken(page: str) -> str:
    """Break a page as hand-made pages are broken: ends left out, values unquoted, elements crossed and never closed."""
    meta = '<meta http-equiv=Content-Type content="text/html; charset=windows-1251">'
    page = plain(page).replace('<meta charset="utf-8">', meta)
    page = page.replace("<!DOCTYPE html>\n", "").replace("\n</body>\n</html>", "\n</div></td>")
    page = _HEADING.sub(r"<CENTER><FONT COLOR=navy><H1><b><i>\1</b></i></H1>", page)
    page = _MAY_STAY_OPEN.sub("", page)
    while (unquoted := _QUOTED.sub(r"\1\2", page)) != page:
        page = unquoted
    return page


def scripted(page: str) -> str:
    """Leave a shell; the body comes by a script."""
    found = _BODY.search(plain(page))
    if found is None:
        return page
    content = json.dumps(found[2], ensure_ascii=False).replace("</", "<\\/")
    shell = (
        f'{found[1]}\n<div id="app"></div>\n<noscript>Для работы сайта включите JavaScript.</noscript>\n'
        f'<script>document.getElementById("app").innerHTML = {content};</script>\n{found[3]}'
    )
    return plain(page)[: found.start()] + shell + plain(page)[found.end() :]


VARIANTS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "school-plain": ("8", plain, "utf-8"),
    "school-1251": ("9", broken, "windows-1251"),
    "school-js": ("11", scripted, "utf-8"),
}
"""Folder: the school's number, what is done to each page, the encoding."""


def renumbered(page: str, number: str) -> str:
    """Another school of the same town: its number in names, mail and cards, its house and telephone."""
    page = page.replace("№ 7", f"№ {number}").replace("school7", f"school{number}")
    page = re.sub(r"(zavuch|zavhoz)7@", rf"\g<1>{number}@", page)
    page = page.replace("Садовая, дом 17", f"Садовая, дом {int(number) + 10}")
    return page.replace("2-17-", f"2-{int(number) + 10}-").replace("900007", f"9000{int(number):02}")


def made() -> Iterator[tuple[str, bytes]]:
    """Every file of the variants: path below data/demo/sites, content."""
    for name, (number, dress, encoding) in VARIANTS.items():
        for source in sorted((SITES / "school").rglob("*.html")):
            text = dress(renumbered(source.read_text("utf-8"), number))
            path = f"{name}/{source.relative_to(SITES / 'school').as_posix()}"
            yield path, text.encode(encoding, "xmlcharrefreplace")


def main() -> None:
    """Write the variants."""
    count = 0
    for path, content in made():
        target = SITES / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        count += 1
    print(f"{count} pages written below {SITES}")


if __name__ == "__main__":
    main()
