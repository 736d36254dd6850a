"""A bundle opens in ReplayWeb.page in a real browser, which reads it by ranges from a server on this machine."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import tarfile
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.audit.made import HOME

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><meta charset="utf-8"><body style="margin:0"><script src="/ui.js"></script>
<replay-web-page style="display:block;height:900px" source="/bundle.wacz" url="{url}" replayBase="/replay/">
</replay-web-page></body>"""


class Ranges(http.server.SimpleHTTPRequestHandler):
    """Answers as the WACZ specification asks of web servers: length, and parts of files."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        asked = self.headers.get("Range", "")
        if path.suffix != ".wacz" or not asked.startswith("bytes="):
            super().do_GET()
            return
        data = path.read_bytes()
        first, _, last = asked.removeprefix("bytes=").partition("-")
        start = int(first) if first else len(data) - int(last)
        end = min(int(last), len(data) - 1) if first and last else len(data) - 1
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        self.wfile.write(data[start : end + 1])

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of ReplayWeb.page, as npm has them."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm to get ReplayWeb.page with")
    folder = tmp_path_factory.mktemp("player")
    try:
        done = subprocess.run(
            [npm, "pack", "--silent", "replaywebpage"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not answer")
    packed = next(folder.glob("replaywebpage-*.tgz"), None)
    if done.returncode or packed is None:
        pytest.skip(f"npm has no ReplayWeb.page here: {done.stderr[-200:]}")
    with tarfile.open(packed) as found:
        for name in ("ui.js", "sw.js"):
            member = found.extractfile(f"package/{name}")
            assert member is not None
            for place in (folder, folder / "replay"):
                place.mkdir(exist_ok=True)
                (place / name).write_bytes(member.read())
                member.seek(0)
    return folder


@pytest.mark.parametrize(
    ("kind", "url", "text"),
    [("whole", HOME, "Режим работы"), ("whole", f"{HOME}news", "Выпал снег"), ("evidence", HOME, "2-14-36")],
)
def test_a_page_of_the_bundle_is_shown(
    request: pytest.FixtureRequest, player: Path, browser: Browser, kind: str, url: str, text: str
) -> None:
    shutil.copy(request.getfixturevalue(kind), player / "bundle.wacz")
    (player / "index.html").write_text(PAGE.format(url=url), "utf-8")
    handler = functools.partial(Ranges, directory=str(player))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        for turn in range(1, 481):
            if _shown(page, text):
                break
            page.wait_for_timeout(250)
            if turn % 160 == 0:  # a service worker that did not come up on a busy machine does at the second call
                page.reload()
        assert _shown(page, text), [frame.url for frame in page.frames]
        if shot := os.environ.get("GLASNOST_SHOT"):
            page.screenshot(path=f"{shot}-{kind}.png")
        context.close()
        server.shutdown()


def _shown(page: Page, text: str) -> bool:
    """Whether a text stands in any frame, the replayed page's among them."""
    for frame in page.frames:
        try:
            if text in frame.evaluate("document.body ? document.body.innerText : ''"):
                return True
        except Error:  # a frame that is on its way to another page
            continue
    return False
