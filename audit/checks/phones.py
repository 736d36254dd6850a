"""Whether a telephone number can be one: reads digits, knows no page and calls nobody.

The numbering plan of Russia: +7 or 8, then ten digits; the first of them 3, 4, 8 (places), 9 (mobile) or 800. What is
called invented is only what nobody could have: numbers of one digit or two, «12-34-56», nothing but zeros behind the
code. Many a hot line is 20-00-00 or 55-55-55.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_DIGITS = re.compile(r"\D+")
_NATIONAL, _LOCAL = 10, range(5, 8)
_RISING = ("123456", "1234567")
_BEHIND = re.compile(r"[;,pw#*?]", re.IGNORECASE)
"""What parts an extension, a pause or a parameter from the number in ``tel:`` (RFC 3966)."""
_WRITTEN = re.compile(
    r"(?:\+7|\b8)[\s(–—-]*\d{3,5}[\s)–—-]*\d[\d\s–—-]{3,9}\d|\(\d{3,5}\)\s*\d[\d\s–—-]{3,8}\d|\b\d{1,3}(?:[–—-]\d\d){2}\b"
)


def digits(text: str) -> str:
    """The national digits of a number: ten where it names its place, five to seven within one.

    >>> digits("8 (385-35) 1-23-40"), digits("tel:+73853512340"), digits("21-34-56")
    ('3853512340', '3853512340', '213456')
    """
    found = _DIGITS.sub("", text)
    if len(found) > _NATIONAL and found[0] in "78":
        return found[1 : _NATIONAL + 1]  # what stands behind it is the next number, or an extension
    return found if len(found) <= _NATIONAL else found[:_NATIONAL]


def real(text: str) -> bool:
    """Whether a number can be dialled: of the right length, and no sample of a template.

    >>> [real(one) for one in ("+7 (3853) 51-23-40", "+7 (000) 000-00-00", "8 999 123-45-67", "12-34-56", "2-13-45")]
    [True, False, False, False, True]
    >>> [real(one) for one in ("8 (3852) 20-00-00", "8 (385-35) 0-00-00", "55-55-55", "8 (4012) 55-55-55 56-56-56")]
    [True, False, True, True]
    """
    number = digits(text)
    local = digits(text.rpartition(")")[2]) if ")" in text else number[-6:]
    if (local and set(local) == {"0"}) or number[-6:] == "000000" or number.endswith(_RISING):
        return False
    if len(number) == _NATIONAL:
        return number[0] in "3489" and len(set(number)) > 2  # noqa: PLR2004  two digits in turn are nobody's number
    return len(number) in _LOCAL


def only_hotlines(text: str, hotlines: frozenset[str]) -> bool:
    """Whether the telephones of a text are everybody's: ``hotlines`` of the whole country, ten digits each.

    >>> [only_hotlines(one, frozenset({"8002000122"})) for one in ("8-800-2000-122", "8 800 250-14-40", "нет")]
    [True, False, False]
    """
    numbers = {digits(one) for one in _WRITTEN.findall(text)}
    return bool(numbers) and numbers <= hotlines


def differs(href: str, text: str) -> bool:
    """Whether a ``tel:`` link dials another number than the one that it shows.

    >>> differs("tel:%2B7(385)351-23-40,101", "Телефон 2: 8 (3853) 51-23-40 доб. 101")
    False
    >>> differs("tel:+73853512341", "51-23-40")
    True
    """
    written = _WRITTEN.findall(text)
    if len(written) != 1:
        return False
    shown = digits(written[0])
    dialled = _DIGITS.sub("", _BEHIND.split(unquote(href.partition(":")[2]))[0])
    known = len(shown) in (*_LOCAL, _NATIONAL) and bool(dialled)
    return known and not (shown in dialled or (len(dialled) in _LOCAL and shown.endswith(dialled)))
