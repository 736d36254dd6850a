"""Whose part of a host is whose, where organisations of a campaign share it: reads their addresses; asks nobody.

Hosts differ by name and port; scheme and ``www.`` make no other host.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler import urls
from crawler.registry import Organisation


def folders(organisations: Iterable[Organisation]) -> dict[str, str]:
    """Id of each organisation whose host others have too, and the folder of that host that is its own."""
    having = [org for org in organisations if org.site]
    hosts = Counter(urls.key(urls.authority(org.site)) for org in having)
    return {org.id: folder_of(org.site) for org in having if hosts[urls.key(urls.authority(org.site))] > 1}


def folder_of(site: str) -> str:
    """The folder that an address stands in, or is.

    >>> folder_of("http://town.example/school1"), folder_of("http://town.example/school1/index.php?id=2")
    ('/school1/', '/school1/')
    """
    path = urlsplit(site).path
    folder, _, name = path.rpartition("/")
    return f"{path}/" if name and "." not in name else f"{folder}/"
