"""The command line: help that is enough, errors that say what to do, exit codes, orderly ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer.main

from api.cli.root import app
from core.db.embedded import Cluster


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
        assert worker.stdout is not None
        for line in worker.stdout:
            if "worker_started" in line:
                break
        cluster = Cluster(var / "postgres")
        assert cluster.join()
        worker.send_signal(wish)
        assert worker.wait(20) == 0
    assert _gone(cluster.pid)


def test_a_stopped_service_stops_its_worker_and_its_postgresql(guanjia: Guanjia, var: Path) -> None:
    assert guanjia("migrate").returncode == 0
    with _serving(guanjia) as service:
        worker, server = _worker(service), _server(var)
        service.send_signal(signal.SIGTERM)
        assert service.wait(20) == 0
    assert _gone(worker)
    assert _gone(server)


def test_the_worker_beside_a_killed_service_ends_too(guanjia: Guanjia, var: Path) -> None:
    assert guanjia("migrate").returncode == 0
    with _serving(guanjia) as service:
        worker, server = _worker(service), _server(var)
        service.kill()
    assert _gone(worker)
    Cluster(var / "postgres").start()  # takes over what was left behind
    assert _server(var) == server


def test_a_worker_that_died_is_started_again(guanjia: Guanjia) -> None:
    assert guanjia("migrate").returncode == 0
    with _serving(guanjia) as service:
        first = _worker(service)
        os.kill(first, signal.SIGKILL)
        assert _until(lambda: _worker(service) not in {None, first})
        service.send_signal(signal.SIGTERM)


@contextmanager
def _serving(guanjia: Guanjia) -> Iterator[subprocess.Popen[str]]:
    """A service that answers, with the worker beside it at work."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with guanjia.begin("serve", "--port", str(port)) as service:
        assert service.stdout is not None
        for line in service.stdout:
            if "worker_started" in line:
                break
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
        try:
            yield service
        finally:
            if service.poll() is None:
                service.terminate()


def _worker(service: subprocess.Popen[str]) -> int | None:
    children = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(service.pid)], capture_output=True, text=True
    ).stdout
    found = [int(line.split()[0]) for line in children.splitlines() if " worker" in line]
    return found[0] if found else None


def _server(var: Path) -> int:
    cluster = Cluster(var / "postgres")
    assert cluster.join()
    return cluster.pid


def _until(holds: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _gone(pid: int | None) -> bool:
    def ended() -> bool:
        try:
            os.kill(pid or 0, 0)
        except ProcessLookupError:
            return True
        return False

    return pid is not None and _until(ended)
