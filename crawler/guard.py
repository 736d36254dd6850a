"""Which addresses may be reached: a resolver that refuses those outside the public internet; knows no page.

Names, literal addresses and their hexadecimal and decimal spellings all pass through here, at each connection, so a
redirect into a private network ends like a link into one. A name is refused when any of its addresses is.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, Self

from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer  # type: ignore[import-untyped]

_KEPT = 2000
"""Names in the cache; a refused name is kept with no address."""
_SECONDS = 600.0
"""How long an answer is kept."""
_THREADS = 20
"""Names asked at once; dead ones hold theirs for half a minute."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Receiver(Protocol):
    """Twisted's IResolutionReceiver, in terms that a type checker understands."""

    def resolutionBegan(self, resolutionInProgress: object) -> object:  # noqa: N802, N803
        """Take note that the name is being resolved."""

    def addressResolved(self, address: Any) -> object:  # noqa: ANN401, N802
        """Take one address."""

    def resolutionComplete(self) -> object:  # noqa: N802
        """Take note that there are no more."""


class Refused(Exception):  # noqa: N818  a refusal is no error
    """A name that leads outside the public internet. Raised by ``Guard.resolve``."""


class Unknown(Exception):  # noqa: N818
    """A name without an address. Raised by ``Guard.resolve``."""


def is_public(address: str) -> bool:
    """True for an IP address that anyone on the internet may reach, also one wrapped in IPv6.

    >>> [is_public(one) for one in ("93.184.216.34", "10.1.2.3", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:  # an IPv4 address as networks without IPv4 write it
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        inner = (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ()))
        if not all(is_public(str(one)) for one in inner if one is not None):
            return False
    local = isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local  # fec0::/10, which Python calls global
    return ip.is_global and not (local or ip.is_multicast or ip.is_reserved or ip.is_unspecified)


@implementer(IHostnameResolver)
class Guard:
    """The reactor's resolver: IPv4 and IPv6, cached, checked."""

    def __init__(self, previous: object, *, allow_private: bool = False) -> None:
        """Stand in the place of ``previous`` until ``remove_from_reactor``."""
        self._previous = previous
        self._allow_private = allow_private
        self._cache: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()
        # Threads of our own: those of the reactor outlive the run and would keep the process from ending.
        self._threads = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="names")

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:  # noqa: ANN401
        """Make one for ``scrapy shell`` and the like, which take it from the settings."""
        return cls(reactor.nameResolver, allow_private=crawler.settings.getbool("GLASNOST_ALLOW_PRIVATE"))

    @classmethod
    def from_reactor(cls, *, allow_private: bool) -> Self:
        """Make one in the place of the resolver that the reactor has now."""
        from twisted.internet import reactor

        return cls(reactor.nameResolver, allow_private=allow_private)

    def install_on_reactor(self) -> None:
        """Become the resolver of every connection of this process."""
        from twisted.internet import reactor

        reactor.installNameResolver(self)

    def remove_from_reactor(self) -> None:
        """Give the place back."""
        from twisted.internet import reactor

        reactor.installNameResolver(self._previous)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def resolve(self, host: str) -> tuple[str, ...]:
        """The addresses of a host, sorted. Raises Refused or Unknown."""
        name = host.strip("[]")
        kept = self._cache.get(name)
        if kept is None or kept[0] <= time.monotonic():
            loop = asyncio.get_running_loop()
            found = await loop.run_in_executor(self._threads, addresses_of, name)
            if not found:
                raise Unknown(name)
            bad = not self._allow_private and not all(map(is_public, found))
            kept = (time.monotonic() + _SECONDS, () if bad else found)
            self._cache[name] = kept
            while len(self._cache) > _KEPT:
                self._cache.popitem(last=False)
        if not kept[1]:
            raise Refused(name)
        return kept[1]

    def resolveHostName(  # noqa: N802 (Twisted's name)
        self,
        resolutionReceiver: Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: object = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> object:
        """Resolve as IHostnameResolver says; a refused or unknown name has no addresses."""
        del addressTypes, transportSemantics
        task = asyncio.ensure_future(self._tell(resolutionReceiver, hostName, portNumber))
        resolution = _Resolution(hostName, task)
        resolutionReceiver.resolutionBegan(resolution)
        return resolution

    async def _tell(self, receiver: Receiver, name: str, port: int) -> None:
        try:
            addresses = await self.resolve(name)
        except (Refused, Unknown):
            addresses = ()
        for address in addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()


@implementer(IHostResolution)
class _Resolution:
    """A question under way."""

    def __init__(self, name: str, task: asyncio.Task[None]) -> None:
        self.name, self._task = name, task

    def cancel(self) -> None:
        """Ask no more."""
        self._task.cancel()


def addresses_of(name: str) -> tuple[str, ...]:
    """The addresses that the system knows, sorted; it reads literal, hexadecimal and decimal ones too."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(sorted({str(entry[4][0]) for entry in found}))
