"""The embedded PostgreSQL: one owner, quick starts, an orderly end, nothing opened on the way."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from core.db.embedded import Cluster, running
from core.operating import OperatorCode, OperatorError

OWN_AND_WAIT = """
import sys, time
from pathlib import Path
from core.db.embedded import running
with running(Path(sys.argv[1])) as cluster:
    print(cluster.pid, flush=True)
    time.sleep(60)
"""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _gone(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not _alive(pid)


def _another_owner(folder: Path) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, "-c", OWN_AND_WAIT, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def test_data_survives_a_stop_and_the_second_start_is_quick(var: Path) -> None:
    with running(var / "postgres") as cluster:
        cluster.ensure_database("kept")
        first = cluster.pid
    assert not _alive(first)
    began = time.monotonic()
    with (
        running(var / "postgres") as cluster,
        psycopg.connect(cluster.admin_url("kept")) as connection,
    ):
        assert connection.execute("select current_database()").fetchone() == ("kept",)
    assert time.monotonic() - began < 3


def test_a_second_owner_of_the_same_folder_is_refused_and_told_who_has_it(var: Path) -> None:
    process, server = _another_owner(var / "postgres")
    with process:
        with pytest.raises(OperatorError) as refused:
            Cluster(var / "postgres").start()
        process.send_signal(signal.SIGINT)
    assert refused.value.code is OperatorCode.CLUSTER_IN_USE
    assert str(process.pid) in refused.value.message
    assert _gone(server)


def test_another_process_joins_a_running_cluster_and_leaves_it_running(var: Path) -> None:
    process, server = _another_owner(var / "postgres")
    with process:
        with running(var / "postgres") as joined:
            assert joined.pid == server
            assert not joined.owned
        with psycopg.connect(joined_url(var)) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        process.send_signal(signal.SIGINT)
    assert _gone(server)


def joined_url(var: Path) -> str:
    cluster = Cluster(var / "postgres")
    assert cluster.join()
    return cluster.admin_url()


def test_a_server_whose_owner_was_killed_is_taken_over_and_stopped(var: Path) -> None:
    process, server = _another_owner(var / "postgres")
    with process:
        process.kill()
    assert _alive(server)
    cluster = Cluster(var / "postgres")
    cluster.start()
    assert cluster.pid == server
    cluster.stop()
    assert _gone(server)


def test_a_first_start_that_was_cut_off_is_begun_anew(var: Path) -> None:
    (var / "postgres" / "data.making").mkdir(parents=True)
    (var / "postgres" / "data.making" / "PG_VERSION").write_text("18\n")
    with running(var / "postgres", durable=False) as cluster:
        assert cluster.owned
    assert not (var / "postgres" / "data.making").exists()


def test_a_cluster_of_another_release_is_refused_before_anything_is_touched(var: Path) -> None:
    with running(var / "postgres", durable=False):
        pass
    (var / "postgres" / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(OperatorError, match="made by PostgreSQL 12") as refused:
        Cluster(var / "postgres").start()
    assert refused.value.code is OperatorCode.CLUSTER_FAILED


def test_no_folder_above_the_cluster_is_opened_to_others(var: Path) -> None:
    closed = var / "closed"
    closed.mkdir(mode=0o700)
    folder = closed / "installation" / "var" / "postgres"
    folder.mkdir(parents=True)
    before = {step: step.stat().st_mode for step in folder.parents}
    try:
        with running(folder, durable=False) as cluster:
            psycopg.connect(cluster.admin_url()).close()
        assert {step: step.stat().st_mode for step in folder.parents} == before
    finally:
        home = (folder / "data").resolve().parent
        if not home.is_relative_to(var):
            shutil.rmtree(home)


def test_the_port_asks_for_a_password_and_the_socket_is_closed_to_others(
    bare_cluster: Cluster,
) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{bare_cluster.port}/postgres")
    run = (bare_cluster.folder / "data").resolve().with_name("run")
    assert run.stat().st_mode & 0o077 == 0
