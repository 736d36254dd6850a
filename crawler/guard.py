"""Which addresses may be reached: a resolver that refuses those outside the public internet; knows no page.

Names, literal addresses and their hexadecimal and decimal spellings all pass through here, at each connection, so a
redirect into a private network ends like a link into one. A name is refused when any of its addresses is.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol, Self

from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

_KEPT = 2000
"""Names in the cache; a refused name is kept with no address."""
_SECONDS = 600.0
"""How long an answer is kept."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Address(Protocol):
    """What of Twisted's addresses is used here."""

    host: str


class Receiver(Protocol):
    """Twisted's IResolutionReceiver, in terms that a type checker understands."""

    def resolutionBegan(self, resolutionInProgress: object) -> object:  # noqa: N802, N803
        """Take note that the name is being resolved."""

    def addressResolved(self, address: Any) -> object:  # noqa: ANN401, N802
        """Take one address."""

    def resolutionComplete(self) -> object:  # noqa: N802
        """Take note that there are no more."""


class Resolver(Protocol):
    """Twisted's IHostnameResolver, likewise."""

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: Any,  # noqa: ANN401, N803
        hostName: str,  # noqa: N803
        portNumber: int,  # noqa: N803
        addressTypes: Any,  # noqa: ANN401, N803
        transportSemantics: str,  # noqa: N803
    ) -> object:
        """Start to resolve a name."""


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
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if not all(is_public(str(one)) for one in inner if one is not None):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


@implementer(IHostnameResolver)
class Guard:
    """The reactor's resolver: IPv4 and IPv6, cached, checked."""

    def __init__(self, inner: Resolver, *, allow_private: bool = False) -> None:
        """Stand before ``inner``, the resolver that asks the system."""
        self._inner = inner
        self._allow_private = allow_private
        self._cache: OrderedDict[str, tuple[float, tuple[Address, ...]]] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:  # noqa: ANN401
        """Make one for ``scrapy shell`` and the like, which take it from the settings."""
        return cls(reactor.nameResolver, allow_private=crawler.settings.getbool("GLASNOST_ALLOW_PRIVATE"))

    def install_on_reactor(self) -> None:
        """Become the resolver of every connection of this process."""
        from twisted.internet import reactor

        reactor.installNameResolver(self)

    def remove_from_reactor(self) -> None:
        """Give the place back."""
        from twisted.internet import reactor

        reactor.installNameResolver(self._inner)

    async def resolve(self, host: str) -> tuple[str, ...]:
        """The addresses of a host, sorted. Raises Refused or Unknown."""
        name = host.strip("[]")
        loop = asyncio.get_running_loop()
        receiver = _Collector(loop.create_future())
        self.resolveHostName(receiver, name)
        found = await receiver.done
        if not found:
            raise Refused(name) if name in self._cache else Unknown(name)
        return tuple(sorted({str(address.host) for address in found}))

    def resolveHostName(  # noqa: N802 (Twisted's name)
        self,
        resolutionReceiver: Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: ANN401, N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> object:
        """Resolve as IHostnameResolver says; a refused name has no addresses."""
        kept = self._cache.get(hostName)
        if kept and kept[0] > time.monotonic():
            resolution = _Resolution(hostName)
            _tell(resolutionReceiver, resolution, kept[1], portNumber)
            return resolution
        checked = _Checked(self, hostName, portNumber, resolutionReceiver)
        return self._inner.resolveHostName(checked, hostName, 0, addressTypes, transportSemantics)

    def keep(self, name: str, addresses: Sequence[Address]) -> tuple[Address, ...]:
        """Check the addresses of a name and remember them; none where the name is refused."""
        bad = not self._allow_private and any(not is_public(address.host) for address in addresses)
        kept = () if bad else tuple(addresses)
        if addresses:
            self._cache[name] = (time.monotonic() + _SECONDS, kept)
            while len(self._cache) > _KEPT:
                self._cache.popitem(last=False)
        return kept


@implementer(IHostResolution)
class _Resolution:
    """An answer that came out of the cache."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing is under way."""


@implementer(IResolutionReceiver)
class _Checked:
    """Collects the addresses of a name, has them checked, and only then tells them."""

    def __init__(self, guard: Guard, name: str, port: int, receiver: Receiver) -> None:
        self._guard, self._name, self._port, self._receiver = guard, name, port, receiver
        self._found: list[Address] = []
        self._resolution: object = _Resolution(name)

    def resolutionBegan(self, resolutionInProgress: object) -> None:  # noqa: N802, N803
        self._resolution = resolutionInProgress

    def addressResolved(self, address: Address) -> None:  # noqa: N802
        self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        kept = self._guard.keep(self._name, self._found)
        _tell(self._receiver, self._resolution, kept, self._port)


@implementer(IResolutionReceiver)
class _Collector:
    """Hands the addresses to a coroutine."""

    def __init__(self, done: asyncio.Future[list[Address]]) -> None:
        self.done = done
        self._found: list[Address] = []

    def resolutionBegan(self, resolutionInProgress: object) -> None:  # noqa: N802, N803
        del resolutionInProgress

    def addressResolved(self, address: Address) -> None:  # noqa: N802
        self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if not self.done.done():  # the coroutine may have been cancelled meanwhile
            self.done.set_result(self._found)


def _tell(
    receiver: Receiver,
    resolution: object,
    addresses: Sequence[Address],
    port: int,
) -> None:
    receiver.resolutionBegan(resolution)
    for address in addresses:
        kind = IPv6Address if isinstance(address, IPv6Address) else IPv4Address
        receiver.addressResolved(kind("TCP", address.host, port))
    receiver.resolutionComplete()
