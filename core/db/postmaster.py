"""A running PostgreSQL server of ours: how it is set, and how it is found by its data folder."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg

ADMIN = "postgres"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # a statement may hold personal data
    "unix_socket_permissions": "0700",
}
FLEETING = {
    "shared_buffers": "256MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "track_commit_timestamp": "on",  # tests ask when a transaction was committed
    "scram_iterations": "1",  # they connect thousands of times
}
"""For clusters whose data nobody wants after a crash: tests."""

CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
LEAST_BUFFERS, MOST_BUFFERS = 128, 8192


def memory_settings() -> dict[str, str]:
    """A quarter of this machine's memory (of its container's, where that is less) for buffers.

    PostgreSQL takes a page of it only when it is first needed, so a small database costs little.
    """
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if CGROUP_LIMIT.exists() and (limit := CGROUP_LIMIT.read_text("ascii").strip()).isdigit():
        total = min(total, int(limit))
    quarter = total // 4 // 1024**2
    buffers = min(max(quarter, LEAST_BUFFERS), MOST_BUFFERS)
    return {"shared_buffers": f"{buffers}MB", "effective_cache_size": f"{max(2 * quarter, 256)}MB"}


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A running server, as its own `postmaster.pid` describes it."""

    pid: int
    port: int
    socket_dir: Path
    ready: bool

    @classmethod
    def read(cls, data: Path) -> Self | None:
        """The server that says it runs on `data`; None where no process of that id lives."""
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
            os.kill(pid, 0)
        except (FileNotFoundError, NotADirectoryError, ProcessLookupError, IndexError, ValueError):
            return None
        if len(lines) < 8:
            return None
        return cls(pid, int(lines[3]), Path(lines[4]), lines[7].strip() == "ready")

    def url(self, database: str = ADMIN, user: str = ADMIN) -> str:
        """The way in by the socket."""
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{user}@/{database}?host={host}&port={self.port}"


def answering(found: Postmaster | None) -> Postmaster | None:
    """`found`, if it is a PostgreSQL that answers: process ids are used again after a crash."""
    if found is None:
        return None
    try:
        psycopg.connect(found.url(), connect_timeout=5).close()
    except psycopg.OperationalError:
        return None
    return found


def free_port() -> int:
    """A port of the loopback address that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


__all__ = [
    "ADMIN",
    "FLEETING",
    "SETTINGS",
    "Postmaster",
    "answering",
    "free_port",
    "memory_settings",
]
