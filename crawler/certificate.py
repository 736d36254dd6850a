"""Whether browsers trust a site's certificate: one handshake, nothing read; content is fetched all the same."""

from __future__ import annotations

import asyncio
import socket
import ssl

SECONDS = 10.0


async def fault(host: str, address: str, port: int) -> str:
    """What a browser would object to in the certificate; empty where it is valid, or where no handshake came about.

    ``address`` is an IP that the guard has let through.
    """
    return await asyncio.to_thread(_handshake, host, address, port)


def _handshake(host: str, address: str, port: int) -> str:
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((address, port), timeout=SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host.strip("[]")),
        ):
            return ""
    except ssl.SSLCertVerificationError as error:
        return error.verify_message or error.reason
    except (OSError, ValueError):
        return ""
