"""`guanjia demo`: everything comes up by one command, goes down by one signal, and stays."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from core.db.embedded import Cluster

COUNT = "{ ticketSummary { state count } }"


@dataclass(frozen=True)
class Told:
    """What the command printed until it was up, and how long that took."""

    text: str
    address: str
    seconds: float

    @property
    def first_query(self) -> list[str]:
        """The command it offers to paste."""
        return shlex.split(self.text[self.text.index("curl ") :].partition("\n\n")[0])

    @property
    def key(self) -> str:
        """The service's key among the logins."""
        found = re.search(r"API key +(\S+)", self.text)
        assert found is not None
        return found.group(1)


@contextmanager
def _demo(var: Path) -> Iterator[Told]:
    """The demo while it is up; afterwards it has ended in order, its PostgreSQL too."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if "GUANJIA" not in name}
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli", "demo", "--port", str(port)],
        env=kept | {"GUANJIA_VAR_DIR": str(var), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        try:
            for line in process.stdout:
                lines.append(line)
                if line.startswith("Ctrl-C"):
                    break
            seconds = time.monotonic() - began
            cluster = Cluster(var / "postgres")
            assert cluster.join(), "".join(lines)
            yield Told("".join(lines), f"http://127.0.0.1:{port}", seconds)
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(cluster.pid, 0)


def _counts(told: Told) -> object:
    answer = httpx.post(
        f"{told.address}/graphql",
        json={"query": COUNT},
        headers={"Authorization": f"Bearer {told.key}"},
    )
    return answer.json()["data"]


def test_the_demo_comes_up_tells_how_to_enter_and_keeps_its_data(var: Path) -> None:
    with _demo(var) as told:
        assert f"{told.address}/graphql" in told.text
        login = {"login": "resident", "password": "guanjia-demo"}
        assert httpx.post(f"{told.address}/auth/login", json=login).status_code == 200
        pasted = told.first_query
        body = json.loads(pasted[pasted.index("-d") + 1])
        header = pasted[pasted.index("-H") + 1].partition(": ")[2]
        asked = httpx.post(pasted[2], json=body, headers={"Authorization": header})
        assert "errors" not in asked.json()
        before = _counts(told)
    with _demo(var) as told:
        assert told.seconds < 5
        assert _counts(told) == before
