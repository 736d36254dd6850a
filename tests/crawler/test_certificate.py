"""Certificates of every kind on loopback servers: each is told for what it is, and the site is read all the same."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from crawler import database
from crawler.certificate import look
from tests.crawler.conftest import Campaign, Site, page

HOST = "127.0.2.97"
NOW = dt.datetime.now(dt.UTC)
Key = rsa.RSAPrivateKey


class Authority:
    """Somebody who issues certificates."""

    def __init__(self, name: str, above: Authority | None = None) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.made = self.issue(self.name, self.key, above or self, authority=True)

    def issue(
        self, name: x509.Name, key: Key, by: Authority, *, authority: bool = False, host: str = HOST,
        days: tuple[int, int] = (-10, 300),
    ) -> x509.Certificate:  # fmt: skip
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(by.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + dt.timedelta(days=days[0]))
            .not_valid_after(NOW + dt.timedelta(days=days[1]))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if not authority:
            made = made.add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False
            )
        return made.sign(by.key, hashes.SHA256())

    def leaf(self, host: str = HOST, days: tuple[int, int] = (-10, 300)) -> tuple[list[x509.Certificate], Key]:
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        return [self.issue(name, key, self, host=host, days=days), self.made], key


Chain = tuple[list[x509.Certificate], Key]


def alone() -> Chain:
    made = Authority(HOST)
    return [made.made], made.key


KINDS: dict[str, Callable[[Authority], Chain]] = {
    "valid": lambda trusted: trusted.leaf(),
    "expired": lambda trusted: trusted.leaf(days=(-400, -2)),
    "not_yet": lambda trusted: trusted.leaf(days=(3, 300)),
    "other_host": lambda trusted: trusted.leaf(host="127.0.2.98"),
    "self_signed": lambda _: alone(),
    "untrusted": lambda _: Authority("Nobody in particular").leaf(),
    "national": lambda _: Authority("Russian Trusted Sub CA", Authority("Russian Trusted Root CA")).leaf(),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_and_the_site_read(
    kind: str, campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    trusted = Authority("Trusted by this machine")
    (tmp_path / "trusted.pem").write_bytes(trusted.made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    chain, key = KINDS[kind](trusted)
    site = secure(tmp_path, chain, key)
    try:
        campaign.add(a=site.origin.replace("http:", "https:") + "/")
        assert campaign.crawl().pages == 1
    finally:
        site.close()
    told = campaign.archive("a").crawl["certificate"][HOST]
    assert told["kind"] == kind
    assert told["issuer"] == chain[0].issuer.rfc4514_string().removeprefix("CN=")
    assert told["valid_until"] == chain[0].not_valid_after_utc.date().isoformat()
    (row,) = database.connect(campaign.home).query("SELECT * FROM certificates")
    assert (row["host"], row["kind"], row["issuer"]) == (HOST, kind, told["issuer"])


@pytest.mark.slow
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_a_server_that_speaks_only_old_tls_is_told_and_read(version: str, campaign: Campaign, tmp_path: Path) -> None:
    site = secure(tmp_path, *alone(), newest=ssl.TLSVersion[version])
    try:
        campaign.add(a=site.origin.replace("http:", "https:") + "/")
        assert campaign.crawl().pages == 1
    finally:
        site.close()
    told = campaign.archive("a").crawl["certificate"][HOST]
    assert (told["kind"], told["protocol"]) == ("outdated", {"TLSv1": "TLS 1.0", "TLSv1_1": "TLS 1.1"}[version])
    (row,) = database.connect(campaign.home).query("SELECT * FROM certificates")
    assert (row["kind"], row["protocol"], row["issuer"]) == ("outdated", told["protocol"], HOST)


@pytest.mark.slow
def test_a_server_that_speaks_nothing_that_we_can_is_tls_and_its_reason_told(campaign: Campaign) -> None:
    """It answers each greeting with the alert protocol_version (RFC 8446, 6.2), as one that knows SSL 3.0 alone."""
    with socket.create_server((HOST, 0)) as server:
        threading.Thread(target=_refusing, args=(server,), daemon=True).start()
        campaign.add(a=f"https://{HOST}:{server.getsockname()[1]}/")
        assert campaign.crawl().failed == 1
    assert campaign.reasons("a")["/"] == "failed tls"
    told = campaign.archive("a").crawl["certificate"][HOST]
    assert (told["kind"], told["protocol"]) == ("outdated", "")
    assert "PROTOCOL_VERSION" in told["detail"]


def _refusing(server: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the test closes it
        while True:
            greeted, _ = server.accept()
            with greeted:
                greeted.recv(4096)
                greeted.sendall(bytes((21, 3, 0, 0, 2, 2, 70)))


def test_a_server_of_another_age(tmp_path: Path) -> None:
    site = secure(tmp_path, *alone(), newest=ssl.TLSVersion.TLSv1_1)
    try:
        told = look(HOST, HOST, site.port)
    finally:
        site.close()
    assert told is not None
    assert (told.kind, told.issuer) == ("outdated", HOST)


def test_a_server_without_tls_has_no_certificate() -> None:
    site = Site(HOST, {"/": page()})
    try:
        told = look(HOST, HOST, site.port)
    finally:
        site.close()
    assert told is None


def secure(folder: Path, chain: list[x509.Certificate], key: Key, newest: ssl.TLSVersion | None = None) -> Site:
    """A site of one page that shows a chain."""
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "site.pem").write_bytes(
        b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)
        + key.private_bytes(serialization.Encoding.PEM, *plain)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem")
    if newest is not None:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = newest
    site = Site(HOST, {"/": page()})
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    return site
