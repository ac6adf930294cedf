"""The limit: the same statement under the same scope, sent by pgbench, with no Python anywhere.

pgbench runs `core.set_scope` and the statement, prepared, as the application's role: once between
begin and commit with a round trip for each, once in one pipeline, which is one transaction by
itself (as we send it). The better of the two is the limit.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.db.embedded_home import binary
from core.db.engine import SESSION_OPTIONS
from tests.benchmarks.data import FOLDER, Place
from tests.benchmarks.operation import Compiled, for_pgbench

CLIENTS = 8
THREADS = 2


@dataclass(frozen=True, slots=True)
class Script:
    """A pgbench script and the values of its variables."""

    path: Path
    variables: Mapping[str, object]
    app_url: str

    def run(self, seconds: float) -> float:
        """Transactions a second. Raises where any of them fails."""
        command = [
            *(str(binary("pgbench")), "--no-vacuum", "--protocol=prepared"),
            *(f"--client={CLIENTS}", f"--jobs={THREADS}", f"--time={max(1, round(seconds))}"),
            *(f"--define={name}={value}" for name, value in self.variables.items()),
            *(f"--file={self.path}", self.app_url),
        ]
        told = subprocess.run(
            command,
            env={**os.environ, "PGOPTIONS": SESSION_OPTIONS},
            capture_output=True,
            check=False,
            text=True,
        )
        failed = re.search(r"failed transactions: (\d+)", told.stdout)
        if told.returncode or failed is None or int(failed[1]):
            raise RuntimeError(f"pgbench failed:\n{told.stdout}\n{told.stderr}")
        rate = re.search(r"tps = ([\d.]+)", told.stdout)
        assert rate is not None
        return float(rate[1])


def scripts(place: Place, statement: Compiled) -> dict[str, Script]:
    """The two ways of sending the transaction, by name."""
    group, _, *rest = (f"'{argument}'" for argument in statement.scope)
    arguments = ", ".join([group, "'{' || :estate::text || '}'", *rest])
    body = f"select core.set_scope({arguments});\n{for_pgbench(statement)};\n"
    draw = f"\\set estate random(1, {place.size.estates})\n"
    texts = {
        "round trips": f"{draw}begin read only;\n{body}commit;\n",
        "pipeline": f"{draw}\\startpipeline\n{body}\\endpipeline\n",
    }
    numbered = enumerate(statement.parameters, start=1)
    variables = {
        f"p{number}": value for number, value in numbered if number not in statement.estate
    }
    made = {}
    for name, text in texts.items():
        path = FOLDER / f"{name.replace(' ', '-')}.pgbench"
        path.write_text(text, encoding="utf8")
        made[name] = Script(path, variables, place.app_url)
    return made


__all__ = ["CLIENTS", "THREADS", "Script", "scripts"]
