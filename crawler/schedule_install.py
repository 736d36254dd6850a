"""What makes an operator's machine call ``glasnost schedule run``: text for systemd and for cron; installs nothing."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

MINUTES = 5
"""Between two calls: how late a crawl may begin, and how soon it goes on after a crash."""

_SERVICE = """\
# ~/.config/systemd/user/glasnost.service
[Unit]
Description=Glasnost: crawls that are due ({home})
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart={command}
# Like Ctrl-C: what was fetched is kept, and the next call goes on.
KillSignal=SIGINT
TimeoutStopSec=60
Nice=10
# 75: another scheduler is at work, 130: stopped. 3 (an alarm) stays a failure, so that it is seen.
SuccessExitStatus=75 130
"""
_TIMER = """\
# ~/.config/systemd/user/glasnost.timer
[Unit]
Description=Glasnost: look every {minutes} minutes for crawls that are due

[Timer]
OnCalendar=*:0/{minutes}
Persistent=true

[Install]
WantedBy=timers.target
"""
_THEN = """\
# Then: systemctl --user daemon-reload && systemctl --user enable --now glasnost.timer && loginctl enable-linger
"""
_CRON = """\
# crontab -e (instead of systemd; not both, though both do no harm: the second one finds the lock and ends)
*/{minutes} * * * * {command} >>{log} 2>&1
"""


def units(program: Sequence[str], home: Path) -> str:
    """A service and its timer for one user. ``program`` is what starts Glasnost."""
    command = " ".join(_systemd(part) for part in _command(program, home))
    service = _SERVICE.format(home=str(home).replace("%", "%%").replace("\n", " "), command=command)
    return "\n".join((service, _TIMER.format(minutes=MINUTES), _THEN))


def crontab(program: Sequence[str], home: Path) -> str:
    """A line for cron, in whose lines «%» means the end of the command."""
    command = " ".join(shlex.quote(part) for part in _command(program, home)).replace("%", r"\%")
    log = shlex.quote(str(home / "schedule.log")).replace("%", r"\%")
    return _CRON.format(minutes=MINUTES, command=command, log=log)


def _command(program: Sequence[str], home: Path) -> list[str]:
    return [*program, "--home", str(home), "schedule", "run"]


def _systemd(part: str) -> str:
    """One word of a command line as systemd reads it: «%» and «$» have meanings, quotes and backslashes too."""
    text = part.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{text}"'
