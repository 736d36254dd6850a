"""Check digits of an ИНН, the taxpayer's number of Russia; reads a string of digits."""

from __future__ import annotations

_ORGANISATION = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_PERSON = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
"""Weights of the digits before a check digit: one of ten digits has one such digit, one of twelve has two."""


def check_digit(digits: str) -> str:
    """The digit that follows nine digits of an organisation's number, or ten or eleven of a person's.

    Raises StopIteration for another count of digits.
    """
    weights = next(one for one in (_ORGANISATION, *_PERSON) if len(one) == len(digits))
    return str(sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10)


def fits(inn: str) -> bool:
    """Whether the check digits of a number of ten or twelve digits are right.

    >>> fits("0026000012"), fits("0026000021")
    (True, False)
    """
    last = (9,) if len(inn) == 10 else (10, 11)  # noqa: PLR2004  digits of an organisation's number
    return all(check_digit(inn[:place]) == inn[place] for place in last)
