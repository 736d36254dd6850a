"""When a schedule is due and when it may work: pure arithmetic on moments, cron expressions and windows; no clock here.

cronsim reads the expressions, because it does with summer time what Debian's cron does: what is set for an hour that a
spring night skips is due right after it, and what is set for an hour that an autumn night repeats is due once (croniter
7.0 fires a crawl at 02:30 twice in that night). Moments come in and go out as UTC.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

MOST = 1000
"""Due moments that are counted at most: a schedule of every minute that slept for a year missed «1000»."""
_FIELDS = 5
_FOLD = dt.timedelta(hours=3)
"""Longer than any clock is ever put back."""
_MINUTE = dt.timedelta(minutes=1)
_DAYS = 3
"""Days within which every window opens and closes, also one that falls into a skipped hour."""
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_ZONES = re.compile(r"zoneinfo/(.+)$")


class TimeError(ValueError):
    """An expression, a window or a zone that cannot be read; its text says why."""


def zone(name: str) -> ZoneInfo:
    """The zone of a name of the IANA database. Raises TimeError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimeError(f"«{name}» is no time zone; write one as Europe/Moscow.") from error


def zone_of_machine(environment: str | None, link: Path = Path("/etc/localtime")) -> str:
    """The name of this machine's zone, out of the variable TZ or of where ``link`` leads. Raises TimeError."""
    if environment:
        return zone(environment.removeprefix(":")).key
    found = _ZONES.search(str(link.resolve()))
    if found is None:
        raise TimeError("This machine does not name its time zone. Name it: --zone Europe/Moscow")
    return zone(found[1]).key


@dataclass(frozen=True, slots=True)
class Cron:
    """Five fields, minute to day of week, read in the wall-clock time of a zone."""

    text: str
    zone: ZoneInfo

    def __post_init__(self) -> None:
        """Refuse what is no expression, or is never due. Raises TimeError."""
        if len(self.text.split()) != _FIELDS:
            raise TimeError(f"«{self.text}» is no cron expression: minute, hour, day, month, day of week.")
        try:
            next(CronSim(self.text, dt.datetime(2024, 1, 1, tzinfo=self.zone)))  # a leap year ahead, whatever today is
        except (CronSimError, StopIteration) as error:
            raise TimeError(f"«{self.text}» is no cron expression: {error or 'it is never due'}.") from error

    def after(self, moment: dt.datetime) -> Iterator[dt.datetime]:
        """The due moments later than ``moment``, in their order."""
        last = moment
        for local in CronSim(self.text, moment.astimezone(self.zone)):
            due = local.astimezone(dt.UTC)
            if due > last:  # an hour that is told twice, or was skipped, can be met twice
                last = due
                yield due

    def latest(self, moment: dt.datetime) -> dt.datetime:
        """The last due moment that is not later than ``moment``.

        Looked for backwards; then forwards over the last hours, because the way back does not know which of the two
        equal hours of an autumn night it starts in.
        """
        start = moment + dt.timedelta(seconds=1)  # «earlier than» becomes «not later than»
        back = (local.astimezone(dt.UTC) for local in CronSim(self.text, start.astimezone(self.zone), reverse=True))
        found = next(due for due in back if due <= moment)
        for due in self.after(moment - _FOLD):
            if due > moment:
                break
            found = max(found, due)
        return found

    def number(self, after: dt.datetime, upto: dt.datetime) -> int:
        """How many due moments are later than ``after`` and not later than ``upto``; MOST at most."""
        return sum(due <= upto for due in _until(self.after(after), upto))


def _until(moments: Iterator[dt.datetime], upto: dt.datetime) -> Iterator[dt.datetime]:
    for due in islice(moments, MOST):
        if due > upto:
            return
        yield due


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of a day in which a schedule may ask sites, by the wall clock of a zone; empty text: all hours."""

    text: str
    zone: ZoneInfo

    def __post_init__(self) -> None:
        """Refuse what is no window. Raises TimeError."""
        if self.text and (_WINDOW.fullmatch(self.text) is None or self.text[:5] == self.text[6:]):
            raise TimeError(f"«{self.text}» is no window; write 22:00-06:00.")

    def __contains__(self, moment: dt.datetime) -> bool:
        """Whether sites may be asked at ``moment``. The end is no longer in the window."""
        if not self.text:
            return True
        begin, end, wall = self.text[:5], self.text[6:], moment.astimezone(self.zone).strftime("%H:%M")
        return begin <= wall < end if begin < end else wall >= begin or wall < end

    def opens(self, moment: dt.datetime) -> dt.datetime:
        """The first minute from ``moment`` on that is in the window; ``moment`` itself where it is."""
        if moment in self:
            return moment
        minute = moment.replace(second=0, microsecond=0)
        later = (minute + _MINUTE * number for number in range(1, _DAYS * 24 * 60))
        return next(one for one in later if one in self)
