"""What every file of the check-lists is made of: strict models, names, texts in two languages, phrases.

A *phrase* is one to eight words. Each word stands for its Russian forms (its ending is left open), letter case and
ё/е don't matter, punctuation between words is ignored. ``=word`` takes the word exactly as written, ``word*`` any
continuation. ``a|b`` inside a phrase means either word; a hyphen joins words of one side: ``ф-и-о|фамилия``.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Phrase = Annotated[str, StringConstraints(min_length=2, max_length=120, strip_whitespace=True)]
Phrases = tuple[Phrase, ...]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9_.-]*$")]


class Strict(BaseModel):
    """A model that refuses keys it does not know and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    """A text in both languages of the reports."""

    ru: str
    en: str
