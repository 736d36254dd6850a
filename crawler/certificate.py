"""What a site's certificate is worth to a browser: two handshakes at most; content is fetched and read all the same.

The national root (НУЦ Минцифры, https://www.gosuslugi.ru/crt) is in few browsers' stores: a certificate that names it
as its issuer is told as that, whether this machine trusts it or not.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from crawler import urls

SECONDS = 10.0
Kind = Literal["valid", "national", "expired", "not_yet", "self_signed", "other_host", "untrusted", "outdated"]
KINDS: tuple[Kind, ...] = (
    "valid", "national", "expired", "not_yet", "self_signed", "other_host", "untrusted", "outdated",
)  # fmt: skip
"""``national``: in order, and issued by the national root; ``untrusted``: by somebody whom browsers do not know;
``outdated``: the server speaks only protocols and ciphers that browsers gave up, whatever the certificate."""
_CODES: Mapping[int, Kind] = {
    9: "not_yet",
    10: "expired",
    18: "self_signed",
    19: "untrusted",
    62: "other_host",
    64: "other_host",
}
"""OpenSSL's reasons, X509_V_ERR_… of <openssl/x509_vfy.h>; any other is ``untrusted``."""
_PROTOCOLS = {"SSLv3": "SSL 3.0", "TLSv1": "TLS 1.0", "TLSv1.1": "TLS 1.1", "TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"}
_REFUSED = ("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL")
"""In OpenSSL's words, where the server speaks no protocol that was offered; others may speak no TLS at all."""
_NATIONAL = ("russian trusted root ca", "russian trusted sub ca", "ministry of digital development")
"""In the name of an issuer, lower case."""
_ORDINARY = ("valid", "untrusted")
"""Kinds that may be ``national`` when one looks at the issuer."""


class Certificate(NamedTuple):
    """What one host showed, in the order of the columns of table certificates after campaign and org."""

    host: str
    kind: Kind
    issuer: str = ""
    """Its common name and organisation as they stand in the certificate; empty where it could not be had."""
    valid_until: str = ""
    """ISO 8601 date."""
    detail: str = ""
    """OpenSSL's own words, empty where all is in order."""
    protocol: str = ""
    """In which the handshake came about: «TLS 1.0»; empty where none did."""

    def to_dict(self) -> dict[str, Any]:
        """The facts as they stand in the archive's ledger record."""
        return self._asdict()


async def of_hosts(addresses: Mapping[str, Sequence[str]], origins: Sequence[str]) -> list[Certificate]:
    """The certificates of those origins that speak https; hosts with which no handshake came about are left out.

    ``addresses``: hosts and their addresses, which the guard has let through.
    """
    found = []
    for origin in origins:
        host = urls.host(origin)
        if origin.startswith("https:") and addresses.get(host):
            port = urlsplit(origin).port or 443
            found.append(await asyncio.to_thread(look, host, addresses[host][0], port))
    return [one for one in found if one is not None]


def look(host: str, address: str, port: int) -> Certificate | None:
    """The certificate that ``host`` shows at ``address``; None where there is none to be had."""
    try:
        der, protocol = _handshake(_strict(), host, address, port)
        kind: Kind = "valid"
        detail = ""
    except ssl.SSLCertVerificationError as error:
        kind, detail, der = _CODES.get(error.verify_code, "untrusted"), error.verify_message or str(error.reason), b""
    except ssl.SSLError as error:
        kind, detail, der = "outdated", str(error.reason or ""), b""
    except (OSError, ValueError):
        return None
    try:
        if not der:
            der, protocol = _handshake(_lenient(), host, address, port)
    except (OSError, ValueError):
        told = kind != "outdated" or any(word in detail for word in _REFUSED)
        return Certificate(host, kind, detail=detail) if told else None
    issuer, until = _read(der)
    if kind in _ORDINARY and any(name in issuer.lower() for name in _NATIONAL):
        kind = "national"
    return Certificate(host, kind, issuer, until, detail, protocol)


def _handshake(context: ssl.SSLContext, host: str, address: str, port: int) -> tuple[bytes, str]:
    """The host's own certificate, DER, and the protocol. Raises OSError (ssl.SSLError is one), ValueError."""
    with (
        socket.create_connection((address, port), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host.strip("[]")) as secure,
    ):
        said = secure.version() or ""
        return secure.getpeercert(binary_form=True) or b"", _PROTOCOLS.get(said, said)


def _strict() -> ssl.SSLContext:
    """Accepts what browsers of today do. Said aloud, because builds of Python differ in what they take for granted."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DEFAULT:@SECLEVEL=2")
    return context


def _lenient() -> ssl.SSLContext:
    """Accepts whatever the crawl itself accepts (crawler.settings): it looks, and trusts nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def _read(der: bytes) -> tuple[str, str]:
    """Issuer and last day of a certificate; empty where it cannot be read."""
    try:
        made = x509.load_der_x509_certificate(der)
        names = [
            str(one.value)
            for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
            for one in made.issuer.get_attributes_for_oid(oid)
        ]
        until = made.not_valid_after_utc.astimezone(dt.UTC).date().isoformat()
    except (ValueError, x509.InvalidVersion):
        return "", ""
    return ", ".join(dict.fromkeys(names))[:200], until
