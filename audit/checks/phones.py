"""Whether a telephone number can be one: reads digits, knows no page and calls nobody.

The numbering plan of Russia: +7 or 8, then ten digits; the first of them 3, 4, 8 (places), 9 (mobile) or 800.
"""

from __future__ import annotations

import re

_DIGITS = re.compile(r"\D+")
_NATIONAL, _LOCAL = 10, range(5, 8)
_RISING = "01234567890123456789"


def digits(text: str) -> str:
    """The national digits of a number: ten where it names its place, five to seven within one.

    >>> digits("8 (385-35) 1-23-40"), digits("tel:+73853512340"), digits("21-34-56")
    ('3853512340', '3853512340', '213456')
    """
    found = _DIGITS.sub("", text)
    return found[1:] if len(found) == _NATIONAL + 1 and found[0] in "78" else found


def real(text: str) -> bool:
    """Whether a number can be dialled: of the right length, and no row of one digit or of digits that rise.

    >>> [real(one) for one in ("+7 (3853) 51-23-40", "+7 (000) 000-00-00", "8 999 123-45-67", "12-34-56", "2-13-45")]
    [True, False, False, False, True]
    """
    number = digits(text)
    own = number[-6:]
    if len(set(own)) == 1 or own.endswith("00000") or own in _RISING or number[-7:] in _RISING:
        return False
    if len(number) == _NATIONAL:
        return number[0] in "3489" and len(set(number)) > 2  # noqa: PLR2004  two digits in turn are nobody's number
    return len(number) in _LOCAL


def differs(href: str, text: str) -> bool:
    """Whether a ``tel:`` link dials another number than the one that it shows."""
    shown, dialled = digits(text), digits(href.partition(":")[2].partition(";")[0])
    return len(shown) in (*_LOCAL, _NATIONAL) and bool(dialled) and not dialled.endswith(shown)
