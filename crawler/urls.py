"""One spelling for an address, and whose it is: reads strings, gives strings; knows no page and no network."""

from __future__ import annotations

import ipaddress
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

import idna

MAX_URL = 2000
"""Characters beyond which an address is not one that a person could follow."""

DOCUMENTS = frozenset("pdf doc docx docm dot rtf odt ods odp xls xlsx xlsm csv ppt pptx pps txt".split())  # noqa: SIM905
"""Endings of files that may hold a required document."""

MEDIA = frozenset(
    "jpg svg jpeg png gif webp bmp ico tif tiff avif heic css js mjs map woff woff2 ttf otf eot mp3 mp4 m4a m4v"  # noqa: SIM905
    " mov wmv flv webm ogg oga ogv wav zip rar 7z gz bz2 xz tar exe msi dmg apk iso swf json rss atom ics sig p7s sgn"
    " avi mkv djvu epub fb2 torrent bin psd ai eps".split(),
)
"""Endings of files that hold no text that the audit reads; they are never fetched."""

_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"https?://(?>(?:[a-z0-9-]+\.)*)[a-z0-9-]++(?>(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)*)/?\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_ROUTE = re.compile(r"!?/[^/\s]")
"""Beginning of a fragment that names a page and no place in one."""
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]|"
_MARKS = re.compile(r"(?:^|(?<=&))(?:utm_\w+|[yg]clid|fbclid|ysclid|_openstat|_ga|etext)=[^&]*(?:&|\Z)")
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


@lru_cache(maxsize=8192)
def normalise(url: str, base: str = "", encoding: str = "utf-8") -> str | None:
    """Spell an http(s) address as a browser would send it, without fragment, user name and advertising marks.

    ``base`` resolves a relative address; ``encoding`` is the page's, in which browsers write the letters of a query.
    None where there is no http(s) address in it. Normalising twice changes nothing.

    >>> normalise("../О нас?x=1#top", "HTTP://Школа1.РФ:80/a/b/")
    'http://xn--1-7sb3aeo2d.xn--p1ai/a/%D0%9E%20%D0%BD%D0%B0%D1%81?x=1'
    """
    if not base and _PLAIN.match(url):
        return url if url.count("/") > 2 else url + "/"  # noqa: PLR2004 (the two of ://)
    try:
        return _normalise(url, base, encoding)
    except ValueError:  # a port that is no number, brackets that are no IPv6 address, a name that IDNA refuses
        return None
    except LookupError:  # an encoding that Python does not know
        return normalise(url, base) if encoding != "utf-8" else None


def _normalise(url: str, base: str, encoding: str) -> str | None:
    url = _CONTROL.sub("", url).strip().replace("\\", "/")
    parts = urlsplit(urljoin(base, url) if base else url)
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        return None
    host = _host(parts.hostname)
    port = parts.port
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    query = _MARKS.sub("", parts.query).removesuffix("&") if "=" in parts.query else parts.query
    query = _escape(query, _QUERY_SAFE, encoding)
    return f"{scheme}://{netloc}{_path(parts.path)}{'?' if query else ''}{query}"


def _host(name: str) -> str:
    """A host in the form that DNS and certificates use; IPv6 keeps its brackets."""
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name.partition('%')[0]).compressed}]"
    name = unquote(name).lower().rstrip(".")
    if name.isascii():
        if not re.fullmatch(r"[a-z0-9_.-]+", name) or ".." in name or name.startswith("."):
            raise ValueError(name)
        return name
    return idna.encode(name, uts46=True, transitional=False).decode("ascii").lower()


def _path(path: str) -> str:
    path = _escape(path, _PATH_SAFE, "utf-8")
    if "/." in path:
        end = "/" if path.endswith(("/", "/.", "/..")) else ""
        # normpath joins repeated slashes, which are names of their own on some sites: keep them where nothing is cut
        path = posixpath.normpath("/" + path.lstrip("/")).rstrip("/") + end
    return path if path.startswith("/") else "/" + path


def _escape(text: str, safe: str, encoding: str) -> str:
    if "%" in text:
        text = _ESCAPE.sub(_unreserved, text)
        text = re.sub(r"%(?![0-9A-F]{2})", "%25", text)
    return quote(text, safe=safe, encoding=encoding, errors="xmlcharrefreplace")


def _unreserved(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def route(href: str, base: str) -> str | None:
    """The address of a page that a site's program makes of a fragment: «#/page», «#!/page»; None for any other link.

    >>> route("#/О нас", "http://school.example/#/"), route("#top", "http://school.example/")
    ('http://school.example/#/%D0%9E%20%D0%BD%D0%B0%D1%81', None)
    """
    before, _, fragment = _CONTROL.sub("", href).strip().partition("#")
    page = normalise(before or plain(base), plain(base)) if _ROUTE.match(fragment) else None
    return page and f"{page}#{_escape(fragment, _QUERY_SAFE, 'utf-8')}"


def plain(url: str) -> str:
    """An address as servers are asked for it, without a fragment."""
    return url.partition("#")[0]


def authority(url: str) -> str:
    """``http://host:port`` of a normalised address: what a robots.txt and a connection belong to."""
    return url[: url.index("/", 8)] if "/" in url[8:] else url


def host(url: str) -> str:
    """The host of a normalised address without its port."""
    return urlsplit(url).hostname or ""


def key(url: str) -> str:
    """What the spellings of one page have in common: no scheme and no ``www.``."""
    return url.partition("://")[2].removeprefix("www.")


def extension(url: str) -> str:
    """The ending of the last part of the path, lower case, without its dot; empty where there is none."""
    name = url.partition("?")[0].rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def last_part(url: str) -> str:
    """The last telling part of the path, decoded, without extension: ``common`` of ``/sveden/Common/index.html``."""
    path = url.partition("?")[0].partition("://")[2].partition("/")[2]
    parts = [part for part in (unquote(path) if "%" in path else path).lower().split("/") if part]
    while parts:
        stem = parts.pop().partition(".")[0]
        if stem not in ("index", "default", "main", ""):
            return stem
    return ""


def is_address(name: str) -> bool:
    """True where a host is a literal IP address, which has neither ``www.`` nor subdomains."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


_CORNERS = frozenset(
    "vk.com vk.ru ok.ru t.me telegram.me dzen.ru max.ru rutube.ru youtube.com facebook.com instagram.com".split(),  # noqa: SIM905
)
"""Hosts where everybody has a page and nobody the host: of them only that page is an organisation's."""


def _corner(url: str) -> str:
    """The part of a host that the owner of ``url`` has: ``/``, or in _CORNERS his page."""
    if _site(url).removeprefix("m.") not in _CORNERS:
        return "/"
    return f"/{urlsplit(url).path.split('/')[1]}/"


@dataclass(slots=True, kw_only=True)
class Scope:
    """Which addresses belong to an organisation's site."""

    sites: dict[str, str]
    """Host and port without scheme and ``www.``, as in ``key``, and the part of the host that belongs to it."""
    folder: str = "/"
    """Where several organisations share a host, the folder that is this one's."""

    @classmethod
    def of(cls, *starts: str, folder: str = "/") -> Scope:
        """The scope of a site and its second site, given by their normalised addresses."""
        return cls(sites={_site(start): _corner(start) for start in starts if start}, folder=folder)

    def add(self, url: str) -> None:
        """Take in the site of ``url``: where the home page moved to."""
        self.sites[_site(url)] = _corner(url)

    def holds(self, url: str) -> bool:
        """True for an address of the site itself."""
        corner = self.sites.get(_site(url))
        if corner is None:
            return False
        folder = self.folder if corner == "/" else corner
        return folder == "/" or f"{urlsplit(url).path}/".startswith(folder)

    def subdomain(self, url: str) -> bool:
        """True for an address on a subdomain of the site: followed only where it fits a topic."""
        name = _site(url)
        whole = (site for site, corner in self.sites.items() if corner == "/")
        return any(name.endswith("." + site) for site in whole if not is_address(site.partition(":")[0]))


def _site(url: str) -> str:
    """Host and port of a normalised address, whose path is never empty."""
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")


def other_way(url: str, *, unknown: bool) -> str:
    """Another spelling under which a site may answer; empty where there is none.

    ``unknown``: its host has no address, so it is tried with or without ``www.``; else the other scheme is.

    >>> other_way("http://school.example/", unknown=True), other_way("http://school.example/", unknown=False)
    ('http://www.school.example/', 'https://school.example/')
    """
    scheme, _, rest = url.partition("://")
    if unknown:
        if is_address(host(url)):
            return ""
        return f"{scheme}://{rest.removeprefix('www.') if rest.startswith('www.') else 'www.' + rest}"
    if urlsplit(url).port is not None:
        return ""
    return f"{'https' if scheme == 'http' else 'http'}://{rest}"
