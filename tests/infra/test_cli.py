"""The command line: help that is enough, errors that say what to do, exit codes, orderly ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer.main

from api.cli import locale
from api.cli.root import app
from core.db.embedded import Cluster, running


class Guanjia:
    """The command, with settings of its own."""

    def __init__(self, var: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if "GUANJIA" not in name}
        self.environment = kept | {"GUANJIA_VAR_DIR": str(var)}

    def __call__(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            env=self.environment | settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "api.cli", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture
def guanjia(var: Path) -> Guanjia:
    return Guanjia(var)


def _commands(command: Any, path: str = "guanjia") -> Iterator[tuple[str, Any]]:
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, f"{path} {name}")


def test_every_command_and_every_option_explains_itself() -> None:
    silent = [
        path
        for path, command in _commands(typer.main.get_command(app))
        if not command.help
        or any(not getattr(one, "help", "") and one.name != "help" for one in command.params)
    ]
    assert silent == []


def test_bad_settings_are_named_and_leave_with_2(guanjia: Guanjia) -> None:
    ended = guanjia("migrate", GUANJIA_PORT="eighty", GUANJIA_LOG_LEVEL="loud")
    assert ended.returncode == 2
    assert "GUANJIA_PORT" in ended.stderr
    assert "GUANJIA_LOG_LEVEL" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_file_that_cannot_be_written_is_named_and_is_no_mistake_of_the_program(
    guanjia: Guanjia,
) -> None:
    ended = guanjia("schema", "--out", "/no/such/folder.graphql")
    assert ended.returncode == 1
    assert ended.stderr == "FILE_UNUSABLE: /no/such/folder.graphql: No such file or directory.\n"


def test_complaints_speak_the_terminals_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert locale() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert locale() == "zh-CN"
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert locale() == "en"


def test_an_unreachable_database_leaves_with_3(guanjia: Guanjia) -> None:
    url = "postgresql://someone:s3cret@127.0.0.1:1/nowhere"
    ended = guanjia("migrate", GUANJIA_DATABASE_URL=url, GUANJIA_SECRET_KEY="k" * 40)
    assert ended.returncode == 3
    assert ended.stderr.startswith("DATABASE_UNREACHABLE: ")
    assert "s3cret" not in ended.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_an_unmigrated_database_is_not_served(guanjia: Guanjia, command: str) -> None:
    ended = guanjia(command)
    assert ended.returncode == 3
    assert ended.stderr.startswith("NOT_MIGRATED: ")
    assert "guanjia migrate" in ended.stderr


def test_migrating_is_told_step_by_step_and_its_status_by_exit_code(guanjia: Guanjia) -> None:
    assert guanjia("migrate", "status").returncode == 3
    migrated = guanjia("migrate")
    assert migrated.returncode == 0
    assert migrated.stdout.startswith("+ core 0001 ")
    assert guanjia("migrate", "status").returncode == 0


def test_a_busy_port_is_said_before_anything_is_started(guanjia: Guanjia, var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ended = guanjia("serve", "--port", port)
    assert ended.returncode == 2
    assert port in ended.stderr
    assert not (var / "postgres").exists()


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_worker_stops_its_postgresql(
    guanjia: Guanjia, var: Path, wish: signal.Signals
) -> None:
    assert guanjia("migrate").returncode == 0
    with guanjia.begin("worker") as worker:
        _told(worker, "worker_started")
        cluster = Cluster(var / "postgres")
        assert cluster.join()
        worker.send_signal(wish)
        assert worker.wait(20) == 0
    assert _gone(cluster.pid)


def test_a_stopped_service_stops_its_worker_and_its_postgresql(guanjia: Guanjia, var: Path) -> None:
    assert guanjia("migrate").returncode == 0
    with _serving(guanjia) as (service, worker):
        server = _server(var)
        service.send_signal(signal.SIGTERM)
        assert service.wait(20) == 0
    assert _gone(worker)
    assert _gone(server)


def test_the_worker_beside_a_killed_service_ends_too(guanjia: Guanjia, var: Path) -> None:
    assert guanjia("migrate").returncode == 0
    with _serving(guanjia) as (service, worker):
        server = _server(var)
        service.kill()
    assert _gone(worker)
    with running(var / "postgres") as left_behind:
        assert left_behind.pid == server


def test_a_worker_that_died_is_started_again(guanjia: Guanjia) -> None:
    assert guanjia("migrate").returncode == 0
    with _serving(guanjia) as (service, worker):
        os.kill(worker, signal.SIGKILL)
        assert _told(service, "worker beside")["pid"] != worker
        _told(service, "worker_started")


@contextmanager
def _serving(guanjia: Guanjia) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A service that answers, and the process of the worker beside it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with guanjia.begin("serve", "--port", str(port)) as service:
        try:
            worker = _told(service, "worker beside")["pid"]
            _told(service, "worker_started")
            assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
            yield service, worker
        finally:
            if service.poll() is None:
                service.terminate()


def _told(service: subprocess.Popen[str], event: str) -> dict[str, Any]:
    """Reads on in the log up to the line of `event`."""
    assert service.stdout is not None
    for line in service.stdout:
        told: dict[str, Any] = json.loads(line)
        if told["event"] == event:
            return told
    raise AssertionError(f"the log ended without {event}")


def _server(var: Path) -> int:
    cluster = Cluster(var / "postgres")
    assert cluster.join()
    return cluster.pid


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False
