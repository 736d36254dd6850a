"""The front door: reads the command line, loads a command's module when it is used; itself holds only run and demo."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import importlib
import os
import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:  # imported when they are used: --help must not wait for them
    from http.server import SimpleHTTPRequestHandler

    from sqlite_utils import Database


class Target(NamedTuple):
    """Where a command is, and its line of help: text here, so that ``glasnost --help`` imports nothing else."""

    module: str
    attribute: str
    help: str


COMMANDS: Mapping[str, Target] = {
    "run": Target("glasnost", "run", "Everything in order: registry, crawl, audit, score, report."),
    "registry": Target("crawler.commands", "registry", "Organisations: import, list, check."),
    "campaign": Target("crawler.commands", "campaign", "Assessment cycles: new, list, status."),
    "crawl": Target("crawler.commands", "crawl", "Fetch the sites of a campaign into the archive."),
    "audit": Target("audit.commands", "audit", "Check the archive against the check-lists."),
    "score": Target("audit.commands", "score", "Count the points of each organisation."),
    "report": Target("reports.commands", "report", "Write reports: html."),
    "findings": Target("audit.commands", "findings", "Print findings by item or topic as a table, JSON lines or CSV."),
    "checklists": Target("checklists.commands", "checklists", "What must be published: list, show, lint."),
    "demo": Target("glasnost", "demo", "Run everything over small invented sites on this machine."),
}


class FrontDoor(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Name the commands in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module = sys.modules[__name__] if target.module == "glasnost" else importlib.import_module(target.module)
        command: click.Command = getattr(module, target.attribute)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, target.help) for name, target in COMMANDS.items()])


def _show_version(ctx: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 (click's signature)
    if value:
        from importlib.metadata import version  # 30 ms that only --version needs

        click.echo(f"glasnost {version('glasnost')}")
        ctx.exit()


@click.group(cls=FrontDoor, epilog="Example: glasnost run registry.csv")
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    default=Path("glasnost-data"),
    envvar="GLASNOST_HOME",
    show_default=True,
    show_envvar=True,
    help="Folder of the database, the archive and the reports.",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show it.")
@click.pass_context
def cli(ctx: click.Context, home: Path) -> None:
    """Audit how open the official websites of schools, clinics, libraries and social services are."""
    ctx.obj = home


class Job(NamedTuple):
    """What ``run`` was asked for."""

    registry: Path
    campaign: str | None = None
    as_of: dt.date | None = None
    out: Path | None = None
    allow_private: bool = False
    delay: float | None = None
    """Seconds between two requests to one host; None: as polite as the crawler is by itself."""
    max_pages: int | None = None
    lang: str = "ru"


def _day(_ctx: click.Context, _option: click.Parameter, value: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"«{value}» is no date; write it as 2026-05-31.") from error


_out = click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the report.")
_lang = click.option(
    "--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the report."
)


@cli.command(epilog="Example: glasnost run registry.csv --campaign spring-2026 --as-of 2026-05-31 --out report")
@click.argument("registry", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", help="Its name; without it, the registry's name and the as-of date.")
@click.option("--as-of", callback=_day, metavar="DATE", help="Day whose law is asked, 2026-05-31; today without it.")
@click.option("--allow-private", is_flag=True, help="Crawl addresses outside the public internet too.")
@click.option("--delay", type=click.FloatRange(min=0), help="Seconds between requests to one host.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages to read of one site at most.")
@_out
@_lang
@click.pass_obj
def run(home: Path, /, **options: Any) -> None:  # noqa: ANN401 (click has checked each option, Job names them)
    """Import REGISTRY, crawl its sites, audit, score and write the report; started again, go on where it stopped."""
    pipeline(home, Job(**options))


@cli.command(epilog="Example: glasnost demo")
@click.option("--port", type=click.IntRange(0, 65535), default=8790, show_default=True, help="0: any free one.")
@_out
@_lang
@click.pass_context
def demo(ctx: click.Context, port: int, out: Path | None, lang: str) -> None:
    """Serve small invented sites on this machine, and run everything over them.

    Without --home the database, the archive and the report go to a new temporary folder.
    """
    import tempfile

    asked = ctx.find_root().get_parameter_source("home") is not click.core.ParameterSource.DEFAULT
    home = ctx.obj if asked else Path(tempfile.mkdtemp(prefix="glasnost-demo-"))
    home.mkdir(parents=True, exist_ok=True)
    path = home / "demo.csv"
    with demo_sites(port) as registry:
        path.write_text(registry, "utf-8")
        pipeline(home, Job(path, "demo", DEMO_DAY, out, allow_private=True, delay=0.0, lang=lang))


def pipeline(home: Path, job: Job) -> Path:
    """Run the stages over one home folder; print each, the scores and the report's path, and give that path."""
    from audit.auditing import audit
    from audit.database import connect
    from audit.plan import plans
    from audit.scoring import score
    from crawler import campaigns, registry
    from crawler.crawling import CrawlOptions, crawl
    from reports.html import write
    from reports.terminal import print_scores

    db = connect(home)
    with contextlib.closing(db.conn):
        imported = registry.import_file(db, job.registry)
        name, as_of = _campaign(db, job)
        campaigns.ensure(db, name, as_of, imported.ids)
    for row in imported.bad:
        click.echo(f"Skipped: {row}", err=True)
    click.echo(f"Registry: {len(imported.ids)} organisations, {len(imported.bad)} bad rows. Campaign {name}, {as_of}.")
    options = CrawlOptions(allow_private=job.allow_private, delay=job.delay)
    crawl(home, name, plans=plans(as_of, max_pages=job.max_pages), options=options)
    click.echo("Audit: the archive against the check-lists.")
    audit(home, name)
    score(home, name)
    index = write(home, name, job.out or home / "reports" / name / job.lang, job.lang)
    print_scores(home, name)
    click.echo(f"Report: {index.resolve()}")
    return index


def _campaign(db: Database, job: Job) -> tuple[str, dt.date]:
    """The campaign's name and day: as asked, else the unfinished one of this registry, else one of today."""
    from crawler import campaigns

    stem = re.sub(r"[^\w.-]+", "-", job.registry.stem).strip("-._") or "registry"
    wanted = re.compile(re.escape(job.campaign) if job.campaign else re.escape(stem) + r"-\d{4}-\d\d-\d\d")
    mine = [one for one in campaigns.every(db) if job.as_of is None and wanted.fullmatch(one.name)]
    if mine and (job.campaign or {"pending", "running"} & mine[-1].states.keys()):
        return mine[-1].name, mine[-1].as_of
    as_of = job.as_of or dt.datetime.now().astimezone().date()
    return job.campaign or f"{stem}-{as_of}", as_of


DEMO_DAY = dt.date(2026, 10, 15)
"""The day on which the demo's registry says that its sites were checked."""


def demo_folder() -> Path:
    """Where the demo's files are: in the checkout, or beside this module where it is installed."""
    here = Path(__file__).resolve().parent
    return next(folder for folder in (here / "data" / "demo", here / "glasnost_demo") if folder.is_dir())


@contextlib.contextmanager
def demo_sites(port: int) -> Iterator[str]:
    """Serve the sites of sites.csv, each on a loopback address of its own; give the registry with their addresses.

    Where the machine has only 127.0.0.1 (macOS), the sites get ports of it. Raises ClickException for a taken port.
    """
    import threading
    from socketserver import ThreadingTCPServer

    class Server(ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    folder = demo_folder()
    origins: dict[str, str] = {}
    servers: list[Server] = []
    for line in (folder / "sites.csv").read_text("utf-8").splitlines()[1:]:
        address, answer, names = line.split(";")
        if answer == "refused":
            origins[address] = f"http://{address}:{port}"
            continue
        handler = _demo_handler(answer, [folder / "sites" / name for name in names.split()], origins)
        try:
            server = Server((address, port), handler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise click.ClickException(f"Port {port} is taken; try: glasnost demo --port 0") from error
            server = Server(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        host, bound = server.server_address[:2]
        port = bound if host == address else port
        origins[address] = f"http://{host!s}:{bound}"
    registry = (folder / "registry.csv").read_text("utf-8")
    try:
        yield re.sub(r"http://([\d.]+):8790", lambda found: origins[found[1]], registry)
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _demo_handler(answer: str, folders: Sequence[Path], origins: Mapping[str, str]) -> type[SimpleHTTPRequestHandler]:
    """A site that answers out of the first folder that has the file, or sends all on to another address, or refuses all (403)."""
    from http import HTTPStatus
    from http.server import SimpleHTTPRequestHandler

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # 43 ms a small reply otherwise

        def translate_path(self, path: str) -> str:
            found = ""
            for folder in folders:
                self.directory = str(folder)
                found = super().translate_path(path)
                if os.path.exists(found):  # noqa: PTH110 (what the base class gives is a str)
                    break
            return found

        def list_directory(self, path: str | os.PathLike[str]) -> None:
            self.send_error(HTTPStatus.NOT_FOUND, os.fspath(path))

        def do_GET(self) -> None:
            if answer == "files":
                super().do_GET()
            elif answer in origins:
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header("Location", origins[answer] + self.path)
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.send_error(HTTPStatus(int(answer)))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
            """Say nothing: the crawler tells what it fetched."""

    return Handler


UNWRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR}
"""What the system says of a folder that cannot be written: the user's matter, not a fault of the program."""


def main() -> None:
    """Run the command line; a user's mistake ends in one clear line, a mistake of ours in a traceback."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("\nStopped. What was fetched is kept: run the same command again to continue.", err=True)
        code = 130
    except (OSError, sqlite3.OperationalError) as error:
        full = any(sign in str(error) for sign in ("readonly", "disk is full"))
        if not full and getattr(error, "errno", None) not in UNWRITABLE:
            raise
        click.echo(f"Error: {error}. What was fetched is kept: run again when there is room.", err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
