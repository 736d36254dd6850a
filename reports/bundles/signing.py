"""Keys and signatures (ed25519): reads and writes key files, signs the digest of a manifest. Knows no bundle.

WACZ's own way to sign knows ECDSA only, so ours stands beside it, under a name of our own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from typing import TYPE_CHECKING

import click
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALGORITHM = "ed25519"
_PURPOSE = b"glasnost bundle 1\n"
"""Stands before what is signed, so that a signature of ours can mean nothing else."""
_LARGEST = 64 * 1024


class KeyFileError(click.ClickException):
    """A key that cannot be read or written."""

    exit_code = 2


def make(path: Path) -> Path:
    """Make a pair of keys: the private one at ``path``, readable by its owner only, the public one beside it.

    Gives the path of the public one. Raises KeyFileError; a key that is there is never written over.
    """
    public = path.with_name(path.name + ".pub")
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    shown = key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)
    try:
        for file, data, mode in ((path, secret, 0o600), (public, shown, 0o644)):
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
                out.write(data)
    except OSError as error:
        raise KeyFileError(f"{error.filename or path}: {error.strerror}. A key is never written over.") from error
    return public


def signer(path: Path) -> Callable[[str], dict[str, str]]:
    """What signs a digest with the private key in a file. Raises KeyFileError."""
    try:
        key = forms.load_pem_private_key(_content(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path}: no private key (PEM, without a password): {error}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"{path}: a key of another kind; make one by: glasnost bundle key FILE")

    def sign(digest: str) -> dict[str, str]:
        return {
            "algorithm": ALGORITHM,
            "public_key": _text(_raw(key.public_key())),
            "signature": _text(key.sign(_PURPOSE + digest.encode())),
        }

    return sign


def public(path: Path) -> bytes:
    """The 32 bytes of a public key in a file. Raises KeyFileError."""
    try:
        key = forms.load_pem_public_key(_content(path))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(f"{path}: no public key (PEM): {error}.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError(f"{path}: a key of another kind than bundles are signed with ({ALGORITHM}).")
    return _raw(key)


def valid(algorithm: str, key: str, signature: str, digest: str) -> bytes | None:
    """The 32 bytes of the key that signed a digest; None where the signature is not its."""
    try:
        raw = base64.b64decode(key, validate=True)
        Ed25519PublicKey.from_public_bytes(raw).verify(
            base64.b64decode(signature, validate=True), _PURPOSE + digest.encode()
        )
    except (ValueError, binascii.Error, InvalidSignature):
        return None
    return raw if algorithm == ALGORITHM else None


def fingerprint(key: bytes) -> str:
    """A key in few letters, to be compared by people."""
    digest = hashlib.sha256(key).hexdigest()[:32]
    return ":".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read: {error.strerror}.") from error


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(forms.Encoding.Raw, forms.PublicFormat.Raw)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
