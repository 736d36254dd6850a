"""Whether a telephone number can be one and a mail domain takes mail: reads pages and probes, calls nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.checks.phones import differs, real
from audit.checks.sight import Sight, Spot, untried
from audit.checks.values import VALUE_PATTERNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site

_MAIL = {"takes": ("met", None), "refuses": ("missing", "no_mail_host"), "no_domain": ("missing", "no_mail_host"),
         "unknown": ("missing", "no_names")}  # fmt: skip
_DOMAIN = re.compile(r"@\s?([\w.-]+)")


def phone(site: Site, present: Sight) -> Iterator[Sight]:
    """Met where a number is a real one; partial where the site has a link that dials another than it shows."""
    for spot in present.proof:
        numbers = [match.group() for match in VALUE_PATTERNS["phone"].finditer(spot.text)]
        if any(map(real, numbers)):
            yield _misdialled(site) or Sight("met", None, (spot,))
            return
        if numbers:
            yield Sight("missing", "no_number", (spot,))


def _misdialled(site: Site) -> Sight | None:
    for view in site.views:
        for index, link in enumerate(view.page.links):
            if link.href.lower().startswith("tel:") and differs(link.href, link.text):
                return Sight("partial", "tel_differs", (Spot(view, f"link {index}", f"{link.text} → {link.href}"),))
    return None


def mail(site: Site, present: Sight) -> Iterator[Sight]:
    """What name servers say of the domains that were seen; one that was not asked is not judged by others."""
    named = {_ascii(domain) for spot in present.proof for domain in _DOMAIN.findall(spot.text)}
    probes = [one for one in site.probes if one.kind == "mail"]
    found = [one for one in probes if one.about in named]
    if not named:  # the address is written in another way: any domain that takes mail will do, and none is accused
        found = [one for one in probes if one.data.get("state") == "takes"]
    for one in found:
        verdict, reason = _MAIL.get(str(one.data.get("state")), ("missing", "no_names"))
        hosts = ", ".join(map(str, one.data.get("hosts") or ()))
        told = f"MX {one.about}: {hosts or one.data.get('state')}"
        spot = Spot(present.proof[0].view, f"probe mail {one.about}", told)
        yield Sight(verdict, reason, (spot,))  # type: ignore[arg-type]
    if not found:
        yield untried(present)


def _ascii(domain: str) -> str:
    """A domain as name servers know it."""
    name = domain.strip(".-").lower()
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
