"""The wheel, installed outside the checkout, holds all that the demo needs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_code_check_lists_templates_and_demo_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"glasnost.py", "glasnost_demo.py", "checklists/common.yaml", "checklists/education.yaml"} <= set(names)
    assert "glasnost_demo_sites/sites/school/sveden/common/index.html" in names
    assert any(name.startswith("reports/templates/") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "audit",
        "checklists",
        "crawler",
        "glasnost.py",
        "glasnost_demo.py",
        "glasnost_demo_sites",
        "glasnost_people.py",
        "glasnost_pipeline.py",
        "glasnost_region.py",
        "glasnost_stages.py",
        "reports",
    }


def test_installed_wheel_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    """The dependencies are borrowed from this environment by a .pth, so that no network is needed."""
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(tmp_path / "venv")}))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "GLASNOST_HOME"}}

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = run(str(python), "-c", "import glasnost, reports.html; print(glasnost.__file__, reports.html.__file__)")
    assert str(ROOT) not in where
    report = tmp_path / "report"
    run(str(tmp_path / "venv" / "bin" / "glasnost"), "demo", "--port", "0", "--browser", "none", "--out", str(report))
    assert (report / "index.html").is_file()
