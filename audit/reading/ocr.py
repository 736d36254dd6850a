"""Pictures of text to text: runs Tesseract with Russian where it is installed, without a shell and within limits."""

from __future__ import annotations

import csv
import io
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from typing import Literal, NamedTuple

from audit.reading.launch import finish, launch, limited
from audit.reading.lines import clean, paragraphs

_LANGUAGE = "rus"
_MEMORY = 2 << 30
"""Bytes; a page of A4 at 200 dpi takes 300 MB."""
_CPU = 60
"""Seconds of processor for one picture."""
_SECONDS = 180.0
"""By the clock for one picture."""
_OUTPUT = 8 * 1024 * 1024
_SURE = 40.0
"""Confidence, of 100, below which a word is noise."""
_WORD = "5"
"""Level of a row that holds a word in Tesseract's table."""
_LETTERS = 12
"""Letters below which nothing was read: noise of a photograph."""


class Recognised(NamedTuple):
    """What Tesseract made of one picture."""

    state: Literal["text", "timeout", "corrupt"]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ocr:
    """Tesseract as it is installed here."""

    program: str
    """Its path."""
    tool: str
    """``tesseract 5.3.0 rus``."""

    def recognise(self, image: bytes) -> Recognised:
        """The lines of a picture (PNG, JPEG, TIFF, PGM); of several pages in it the first."""
        arguments = [
            str(_MEMORY), str(_CPU), self.program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", "3",
            "-c", "tessedit_create_tsv=1", "-c", "tessedit_page_number=0",
        ]  # fmt: skip
        process = launch("audit.reading.confine", arguments, ["TESSDATA_PREFIX", "LD_LIBRARY_PATH"])
        try:
            output, late = _exchange(process, image)
        finally:
            code = finish(process)
        if late or code == -getattr(signal, "SIGXCPU", 0):
            return Recognised("timeout", ())
        if code != 0:
            return Recognised("corrupt", ())
        return Recognised("text", _lines(output.decode("utf-8", "replace")))


def find() -> Ocr | None:
    """Tesseract with Russian, or None where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        told = [
            subprocess.run(  # noqa: S603  no shell, nothing of a site's
                [program, option], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True, timeout=30, text=True
            ).stdout
            for option in ("--list-langs", "--version")
        ]
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"tesseract v?([\w.-]+)", told[1])
    if _LANGUAGE not in told[0].split() or version is None:
        return None
    return Ocr(program=program, tool=f"tesseract {version.group(1)} {_LANGUAGE}")


def _exchange(process: subprocess.Popen[bytes], image: bytes) -> tuple[bytes, bool]:
    """Hand over the picture, take the output; whether it took too long."""
    output = b""
    with limited(process, _SECONDS) as late:
        try:
            if process.stdin is not None and process.stdout is not None:
                process.stdin.write(image)
                process.stdin.close()
                output = process.stdout.read(_OUTPUT)
                process.wait()
        except OSError:  # it ended without reading
            process.wait()
    return output, late.is_set()


def _lines(table: str) -> tuple[str, ...]:
    """Paragraphs of Tesseract's table of words, without the words of which it is not sure."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for word in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        try:
            sure = float(word.get("conf") or -1)
        except ValueError:
            continue
        if word.get("level") == _WORD and sure >= _SURE and (text := clean(word.get("text") or "")):
            place = tuple(word[name] or "" for name in ("page_num", "block_num", "par_num", "line_num"))
            lines.setdefault(place, []).append(text.replace("\t", " "))
    found = tuple(paragraphs(" ".join(words) for words in lines.values()))
    return found if sum(char.isalpha() for line in found for char in line) >= _LETTERS else ()
