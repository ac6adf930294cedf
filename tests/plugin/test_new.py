"""A plugin as `guanjia plugin new` writes it, built and installed outside the repository."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.database import SERVER_VARIABLE, TestServer

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outside:
    """A plugin's project, and the place where its wheel is installed: known by nothing else."""

    project: Path
    site: Path
    server: TestServer

    def run(self, *command: str, where: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run something as whoever has installed the product and this plugin would."""
        environment = {
            **os.environ,
            "PYTHONPATH": f"{self.site}{os.pathsep}{ROOT}",
            SERVER_VARIABLE: self.server.admin_url,
            "COLUMNS": "200",
        }
        return subprocess.run(
            [sys.executable, *command],
            cwd=where or self.site,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def outside(server: TestServer) -> Iterator[Outside]:
    """`water_meters`, written, built into a wheel and installed from that."""
    with tempfile.TemporaryDirectory(prefix="guanjia-outside-") as folder:
        project, wheels, site = (Path(folder) / name for name in ("water_meters", "dist", "site"))
        made = Outside(project, site, server)
        site.mkdir()
        titles = ("--title", "水表", "--title-en", "Water meters")
        written = made.run(
            "-m", "api.cli", "plugin", "new", "water_meters", "--folder", folder, *titles
        )
        assert written.returncode == 0, written.stderr
        offline = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet")
        built = made.run("-m", "pip", "wheel", *offline, "-w", str(wheels), str(project))
        assert built.returncode == 0, built.stderr
        [wheel] = wheels.glob("*.whl")
        installed = made.run("-m", "pip", "install", *offline, "--target", str(site), str(wheel))
        assert installed.returncode == 0, installed.stderr
        yield made


def test_it_is_found_by_its_entry_point_alone(outside: Outside) -> None:
    listed = outside.run("-m", "api.cli", "plugin", "list")
    assert "water_meters" in listed.stdout
    assert "水表 Water meters" in listed.stdout


def test_it_keeps_the_contract_untouched(outside: Outside) -> None:
    checked = outside.run("-m", "api.cli", "plugin", "check", "water_meters")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "water_meters keeps the contract." in checked.stdout


def test_its_own_tests_find_it_served_and_at_work(outside: Outside) -> None:
    passed = outside.run("-m", "pytest", "-q", "-p", "no:cacheprovider", where=outside.project)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "1 passed" in passed.stdout


def test_its_statements_are_what_its_models_say(outside: Outside) -> None:
    printed = outside.run("-m", "api.cli", "plugin", "ddl", "water_meters")
    migration = outside.project / "water_meters" / "migrations" / "0001_first.sql"
    assert printed.stdout == migration.read_text("utf-8")


def test_it_is_written_as_the_house_writes(outside: Outside) -> None:
    for command in (("check", "--select", "B,E,F,N,UP,W"), ("format", "--check")):
        linted = outside.run("-m", "ruff", *command, ".", where=outside.project)
        assert linted.returncode == 0, linted.stdout


def test_a_broken_promise_is_told(outside: Outside) -> None:
    jobs = outside.site / "water_meters" / "models.py"
    kept = jobs.read_text("utf-8")
    jobs.write_text(kept.replace('"narrow": "staff"', '"narrow": "system"'), "utf-8")
    try:
        checked = outside.run("-m", "api.cli", "plugin", "check", "water_meters")
    finally:
        jobs.write_text(kept, "utf-8")
    assert checked.returncode == 1
    assert "test_every_table_is_the_estates_and_stands_behind_its_wall" in checked.stdout


@pytest.mark.parametrize("name", ["Water", "w", "water__meters", "json", "../water", "9meters"])
def test_a_name_that_cannot_be_one_is_refused(outside: Outside, name: str) -> None:
    written = outside.run(
        "-m", "api.cli", "plugin", "new", name, "--folder", str(outside.project.parent)
    )
    assert written.returncode == 2
    assert "CONFIGURATION" in written.stderr


def test_a_package_without_an_entry_point_is_told_what_it_lacks(outside: Outside) -> None:
    told = outside.run("-m", "api.cli", "plugin", "check", "json")
    assert told.returncode == 2
    assert "entry point" in told.stderr
