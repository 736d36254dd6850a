"""The alarm's POST: taken by a real server, refused by the guard's rules, bounded against a hostile one."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawler import webhook
from crawler.webhook import WebhookError, check, post, shown

Serve = Callable[[Callable[[socket.socket], None]], str]
Got = list[bytes]


@pytest.fixture
def listen() -> Iterator[Serve]:
    """Answer one connection with whatever a test does to it; gives the address."""
    with contextlib.ExitStack() as stack:

        def start(answer: Callable[[socket.socket], None]) -> str:
            server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))

            def serve() -> None:
                with contextlib.suppress(OSError), server.accept()[0] as channel:
                    answer(channel)

            threading.Thread(target=serve, daemon=True).start()
            return f"http://127.0.0.1:{server.getsockname()[1]}/hook/secret?a=1"

        yield start


def whole(channel: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data or len(data.partition(b"\r\n\r\n")[2]) < int(
        data.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]
    ):
        data += channel.recv(4096)
    return data


def test_it_is_told(listen: Serve) -> None:
    got = Got()

    def answer(channel: socket.socket) -> None:
        got.append(whole(channel))
        channel.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    post(listen(answer), {"campaign": "ночь", "failed": 3}, allow_private=True)
    head, _, body = got[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook/secret?a=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert json.loads(body) == {"campaign": "ночь", "failed": 3}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"HTTP/1.1 500 Oops\r\n\r\n", "answered 500"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n", "answered 302"),
        (b"220 mail ready\r\n", "nothing that is HTTP"),
        (b"", "nothing that is HTTP"),
        (b"x" * 100_000, "nothing that is HTTP"),
    ],
)
def test_what_was_not_taken_is_told(listen: Serve, said: bytes, told: str) -> None:
    def answer(channel: socket.socket) -> None:
        whole(channel)
        channel.sendall(said)

    with pytest.raises(WebhookError, match=told) as caught:
        post(listen(answer), {}, allow_private=True)
    assert "secret" not in caught.value.message


def test_an_answer_drop_by_drop_ends(listen: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.5)
    stopped = threading.Event()

    def answer(channel: socket.socket) -> None:
        whole(channel)
        while not stopped.wait(0.02):
            channel.sendall(b"H")

    with pytest.raises(WebhookError, match=r"in time|timed out"):
        post(listen(answer), {}, allow_private=True)
    stopped.set()


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]", "0x7f000001", "10.0.0.1"])
def test_private_addresses_are_not_told(host: str) -> None:
    with pytest.raises(WebhookError, match="public internet"):
        post(f"http://{host}:9/", {})


def test_a_name_with_one_private_address_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "addresses_of", lambda _: ("93.184.216.34", "127.0.0.1"))
    with pytest.raises(WebhookError, match="public internet"):
        post("https://ops.example/", {})


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(WebhookError, match="refused"):
        post(f"http://127.0.0.1:{port}/", {}, allow_private=True)
    with pytest.raises(WebhookError, match="no such host"):
        post("https://ops.invalid/", {})


@pytest.mark.parametrize("address", ["ftp://a.example/", "file:///etc/passwd", "ops.example", "https://u:p@a.example/"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(WebhookError):
        check(address)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for localhost that nobody else vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "key.pem", folder / "cert.pem"


def test_https_is_told_only_where_the_certificate_is_good(
    listen: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, cert = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    got = Got()

    def answer(channel: socket.socket) -> None:
        with context.wrap_socket(channel, server_side=True) as safe:
            got.append(whole(safe))
            safe.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    def address() -> str:
        return listen(answer).replace("http://127.0.0.1", "https://localhost")

    with pytest.raises(WebhookError, match="certificate verify failed"):
        post(address(), {}, allow_private=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    post(address(), {"failed": 3}, allow_private=True)
    assert got[0].endswith(b'{"failed": 3}')
    with pytest.raises(WebhookError, match=r"127\.0\.0\.1"):
        post(address().replace("localhost", "127.0.0.1"), {}, allow_private=True)
    assert len(got) == 1


def test_a_secret_is_not_shown() -> None:
    assert shown("https://ops.example/hook/secret?token=1") == "https://ops.example/…"
    assert shown("nonsense") == "The webhook"
