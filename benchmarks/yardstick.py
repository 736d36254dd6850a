"""What selectolax alone needs for the pages of archives: reads WARC files, prints JSON; knows no check-list.

Run as ``python -m benchmarks.yardstick ARCHIVE…``. The bodies are read first. Then they are decoded, parsed and their
text is taken, which alone is counted: no links, no phrases, no facts. The decoding is the least that gives the right
letters: UTF-8, else windows-1251.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from crawler.archive import read
from crawler.encoding import decode
from crawler.page_depth import MAX_OPEN, open_elements

_OK = 200


def bodies(paths: list[Path]) -> list[bytes]:
    """The HTML pages of archives, without those that no parser should be given."""
    answers = (response for path in paths for response in read(path).responses())
    pages = (answer.body for answer in answers if answer.status == _OK and "html" in answer.content_type)
    return [body for body in pages if open_elements(decode(body)[0]) <= MAX_OPEN]


def text_of(body: bytes) -> str:
    """The text of a page."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("cp1251", "replace")
    return LexborHTMLParser(text).text(separator=" ")


def main(paths: list[Path]) -> dict[str, float]:
    """Pages, their bytes and letters, seconds of CPU."""
    found = bodies(paths)
    began = time.process_time()
    letters = sum(len(text_of(body)) for body in found)
    seconds = time.process_time() - began
    return {"pages": len(found), "bytes": sum(map(len, found)), "letters": letters, "cpu_s": seconds}


if __name__ == "__main__":
    print(json.dumps(main([Path(name) for name in sys.argv[1:]])))
