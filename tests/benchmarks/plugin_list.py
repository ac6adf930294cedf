"""What the plugins' fields cost the list of fifty tickets, where every ticket has rows of each:

    python -m tests.benchmarks.plugin_list [TICKETS]

The same list is asked for without and with all plugins' fields, in turns, of one running server
over one database; the median of the turns' ratios counts. Prints a line of JSON.
"""

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import orjson
import psycopg

from tests.benchmarks import operation, servers
from tests.benchmarks.caller import bearer
from tests.benchmarks.data import ACCOUNT, FOLDER, Place, Size, fill
from tests.benchmarks.load import Expected, load, request
from tests.database import TestServer
from tests.database import serving as embedded

TICKETS = 60_000
TURNS = 7
SECONDS = 2.0
MOST = 2.0
"""Times the list without: more is too much."""

STATEMENTS = Path(__file__).with_name("plugin_rows.sql")
EXPECTED = Expected(b'{"data":{"tickets":{"nodes":[{')

ONE = """
      quote { id state amount payer }
      bill { id number state amount outstanding dueOn }
      warranty { id state component endsOn }
      developerHandOver { id state handedAt responseDueAt repairBy }
"""
"""What a list shows of each: the latest, in its own words."""

NESTED = """
      quote { id state amount payer offeredAt lines { code title quantity amount } }
      bill {
        id number state amount outstanding dueOn
        lines { title amount } payments { method amount settledAt }
      }
      warranty { id state component endsOn developer { name } }
      developerHandOver {
        id state handedAt responseDueAt repairBy developer { name }
        events { sequence at action actorName } clocks { kind state dueAt }
      }
"""
"""With everything below, as a page about one ticket shows it."""


def _document(of_ticket: str, cases: str) -> str:
    assignee = f"assignee {{ id name meritCases(first: 1) {{ nodes {{ {cases} }} }} }}"
    return operation.DOCUMENT.replace("assignee { id name }", assignee + of_ticket)


DOCUMENTS = {
    "without": operation.DOCUMENT,
    "with": _document(ONE, "id grade state"),
    "nested": _document(NESTED, "id grade state points evidence { position }"),
}


def filled(server: TestServer, place_url: str, admin_url: str, tickets: int) -> Place:
    """The benchmark's data in small, with rows of every plugin for every ticket."""
    size = Size("plugins", estates=10, homes=100, tickets=tickets)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        fill(connection, size)
        with_plugins(connection)
    return Place(size, place_url)


def with_plugins(connection: psycopg.Connection[Any]) -> None:
    """Rows of every plugin for every ticket there is, by a superuser's connection."""
    for section in STATEMENTS.read_text("utf-8").split("\n\n-- ")[1:]:
        _, statements = section.split("\n", 1)
        connection.execute(re.sub(r":account\b", f"'{ACCOUNT}'", statements).encode())
    connection.execute("vacuum (analyze)")


def measure(place: Place, port: int, turns: int, seconds: float) -> dict[str, Any]:
    """In turns, of a server that runs; the first turn of each is not counted."""
    asked = {name: list(_requests(place, document)) for name, document in DOCUMENTS.items()}
    sizes = {name: _bytes(place, port, name) for name in DOCUMENTS}
    chance = random.Random(7)

    def turn(name: str) -> float:
        drawn: Iterator[bytes] = iter(lambda: chance.choice(asked[name]), None)
        return load([port], drawn, EXPECTED, seconds).rps

    for name in asked:
        turn(name)
    rounds = [{name: turn(name) for name in asked} for _ in range(turns)]
    return {
        name: {
            "rps": round(median(each[name] for each in rounds), 1),
            "ratio": round(median(each["without"] / each[name] for each in rounds), 2),
            "answer_bytes": sizes[name],
        }
        for name in asked
    }


def _requests(place: Place, document: str) -> Iterator[bytes]:
    token, body = bearer(place), orjson.dumps({"query": document})
    for estate in range(1, place.size.estates + 1):
        yield request(f"/estates/{place.code(estate)}/graphql", body, token)


def _bytes(place: Place, port: int, name: str) -> int:
    told = httpx.post(
        f"http://127.0.0.1:{port}/estates/{place.code(1)}/graphql",
        json={"query": DOCUMENTS[name]},
        headers={"authorization": f"Bearer {bearer(place)}"},
    )
    nodes = told.json()["data"]["tickets"]["nodes"]
    assert len(nodes) == operation.TICKETS
    assert name == "without" or all(full(node) for node in nodes)
    return len(told.content)


def full(node: dict[str, Any]) -> bool:
    """Whether a listed ticket has rows of every plugin."""
    rows = (node[name] for name in ("quote", "bill", "warranty", "developerHandOver"))
    return all(rows) and bool(node["assignee"]["meritCases"]["nodes"])


def main(tickets: int) -> None:
    """Fill, serve, measure, tell."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with embedded() as server, server.passing() as database:
        place = filled(server, database.app_url, database.admin_url, tickets)
        with servers.serving(servers.OURS, place) as ports:
            found = measure(place, ports[0], TURNS, SECONDS)
    within = found["with"]["ratio"] <= MOST
    print(orjson.dumps({"tickets": tickets, **found, "within": within}).decode())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TICKETS)


__all__ = ["DOCUMENTS", "MOST", "full", "measure", "with_plugins"]
