"""Where the report will stand on the web, and the QR code of an address: text in, text and SVG out."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

import click
import idna
import segno
from markupsafe import Markup

LONGEST = 300
"""Characters of an address: a code of a longer one is too dense for a telephone to read off a wall."""


def base_url(text: str) -> str:
    """The address of the report's folder as it goes into links: ASCII, with a slash at the end; empty for none.

    Raises BadParameter for anything but an http or https address of a folder.

    >>> base_url("https://совет.рф/открытость")
    'https://xn--b1agzli.xn--p1ai/%D0%BE%D1%82%D0%BA%D1%80%D1%8B%D1%82%D0%BE%D1%81%D1%82%D1%8C/'
    """
    if not text:
        return ""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
        name = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except (ValueError, idna.IDNAError) as error:
        raise click.BadParameter(f"«{text}» is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not name or parts.username is not None or not text.isprintable():
        raise click.BadParameter(f"«{text}» is no address of the web. Write https://HOST/FOLDER/.")
    if parts.query or parts.fragment or parts.path.endswith(".html"):
        raise click.BadParameter(
            f"«{text}» is a page. Write the folder that the report will stand in: https://HOST/FOLDER/."
        )
    path = quote(parts.path.rstrip("/") + "/", safe="/%:@~!$&'()*+,;=")
    if ":" in name:
        name = f"[{name}]"
    made = urlunsplit((parts.scheme, f"{name}:{port}" if port else name, path, "", ""))
    if len(made) > LONGEST:
        raise click.BadParameter(f"«{text}» has more than {LONGEST} characters.")
    return made


def qr(address: str) -> Markup:
    """The QR code of an address as inline SVG, black on white whatever the colours of the page.

    Error correction M: a seventh of the code may be dirty or torn.
    """
    code = segno.make_qr(address, error="m", boost_error=False)
    drawn = code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn by segno out of modules; no text of the address is in it
