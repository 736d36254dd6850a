"""What a reader of one kind of document gives, or why it gives nothing. Plain data: reads nothing, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

State = Literal["text", "image_only", "encrypted", "corrupt", "too_large", "timeout", "no_reader"]
STATES: tuple[State, ...] = ("text", "image_only", "encrypted", "corrupt", "too_large", "timeout", "no_reader")

OUT_OF_MEMORY = "out of memory"
"""Note of a document that needs more than the child may have."""

MAX_TEXT = 200_000
"""Characters kept of one document; a charter has 60,000."""


class Text(NamedTuple):
    """The words of a document."""

    lines: Iterable[str]
    """A paragraph each, a tab between the cells of a table's row; may raise Refused while it is read."""
    pages: int = 0
    """Pages or sheets that the document says to have; 0 where its kind has none."""


class Refused(Exception):  # noqa: N818  it is an answer about the document, not a fault of ours
    """The document has no text for us. Raised by readers."""

    def __init__(self, state: State, note: str = "", pages: int = 0) -> None:
        """Say why; ``note`` is for people."""
        super().__init__(note or state)
        self.state, self.note, self.pages = state, note, pages
