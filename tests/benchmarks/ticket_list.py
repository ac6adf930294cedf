"""The list of fifty tickets: ours, the limit and the plain server, measured in turns."""

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import httpx
import orjson
import psycopg

from core.db.engine import SESSION_OPTIONS
from core.db.scope import ENTER
from tests.benchmarks import limit, operation, servers
from tests.benchmarks.caller import bearer
from tests.benchmarks.data import Place
from tests.benchmarks.load import Expected, Measured, load, request

EXPECTED = Expected(b'{"data":{"tickets":{"nodes":[{')
COMPARED = 8
"""Estates whose answers are compared before anything is timed, the largest among them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to measure: rounds of a turn each for the limit, ours and the plain server."""

    rounds: int
    seconds: float
    """Of one turn."""


def measure(place: Place, plan: Plan) -> dict[str, Any]:
    """All figures of the list."""
    statement = asyncio.run(operation.compiled(place))
    scripts = limit.scripts(place, statement)
    with (
        servers.serving(servers.OURS, place) as ours,
        servers.serving(servers.PLAIN, place) as plain,
    ):
        size = compare(place, statement, ours[0], plain[0])
        print(f"  the answers are equal, {size / 1000:.0f} kB each; choosing the limit")
        rates = {
            name: median(script.run(plan.seconds) for _ in range(2))
            for name, script in scripts.items()
        }
        best = max(rates, key=rates.__getitem__)
        turns = _Turns(place, plan.seconds)
        turns.warm(ours, plain)
        rounds = [
            turns.take(lambda: scripts[best].run(plan.seconds), ours, plain)
            for _ in range(plan.rounds)
        ]
    with servers.serving(servers.OURS, place, processes=2) as two:
        turns.warm(two)
        pairs = [
            (turns.load(two).rps, scripts[best].run(plan.seconds))
            for _ in range(max(1, plan.rounds // 2))
        ]
    return {
        **_medians(rounds),
        "limit_by": best,
        "limit_choices": {name: round(rate, 1) for name, rate in rates.items()},
        "answer_bytes": size,
        "two_processes": {
            "rps": round(median(rate for rate, _ in pairs), 1),
            "vs_limit": round(median(rate / most for rate, most in pairs), 3),
        },
        "rounds": [
            {"limit": round(most, 1), "ours": round(own.rps, 1), "plain": round(other.rps, 1)}
            for most, own, other in rounds
        ],
    }


Round = tuple[float, Measured, Measured]


def _medians(rounds: list[Round]) -> dict[str, Any]:
    """The figures of the middle round. Ratios are made within a round, then the middle is taken:
    what disturbs the machine for a while disturbs both sides of a ratio."""
    return {
        "rps": round(median(own.rps for _, own, _ in rounds), 1),
        "limit_rps": round(median(most for most, _, _ in rounds), 1),
        "plain_rps": round(median(other.rps for _, _, other in rounds), 1),
        "vs_limit": round(median(own.rps / most for most, own, _ in rounds), 3),
        "vs_plain": round(median(own.rps / other.rps for _, own, other in rounds), 1),
        "p50_ms": round(median(own.percentile(0.5) for _, own, _ in rounds), 2),
        "p99_ms": round(median(own.percentile(0.99) for _, own, _ in rounds), 2),
        "plain_p50_ms": round(median(other.percentile(0.5) for _, _, other in rounds), 1),
    }


class _Turns:
    """The turns of a round, one after the other."""

    def __init__(self, place: Place, seconds: float) -> None:
        token = bearer(place)
        self._seconds = seconds
        self._requests = [
            request(f"/estates/{place.code(estate)}/graphql", operation.BODY, token)
            for estate in range(1, place.size.estates + 1)
        ]
        self._random = random.Random(7)

    def take(self, most: Callable[[], float], ours: list[int], plain: list[int]) -> Round:
        """One round."""
        taken = most(), self.load(ours), self.load(plain)
        print(
            f"  limit {taken[0]:7.1f}/s   ours {taken[1].rps:7.1f}/s   plain {taken[2].rps:6.1f}/s",
            flush=True,
        )
        return taken

    def warm(self, *servers: list[int]) -> None:
        """Turns that are not counted: caches filled, statements prepared, plans settled."""
        for ports in servers:
            for _ in ports:
                self.load(ports)

    def load(self, ports: list[int]) -> Measured:
        """One turn of a server."""
        return load(ports, self._draw(), EXPECTED, self._seconds)

    def _draw(self) -> Iterator[bytes]:
        while True:
            yield self._random.choice(self._requests)


def compare(place: Place, statement: operation.Compiled, ours: int, plain: int) -> int:
    """Checks that ours answers with the very bytes of the statement and the plain server with the
    same data. Returns the size of an answer in bytes."""
    headers = {"authorization": f"Bearer {bearer(place)}", "content-type": "application/json"}
    step = max(1, (place.size.estates - 1) // (COMPARED - 1))
    sizes = []
    for estate in range(1, place.size.estates + 1, step):
        path = f"/estates/{place.code(estate)}/graphql"
        answers = [
            httpx.post(f"http://127.0.0.1:{port}{path}", content=operation.BODY, headers=headers)
            for port in (ours, plain)
        ]
        sizes.append(len(answers[0].content))
        ours_data, plain_data = (orjson.loads(answer.content)["data"] for answer in answers)
        by_sql = _by_sql(place, statement, estate)
        assert answers[0].content == b'{"data":' + by_sql + b"}", f"estate {estate}: not the SQL's"
        assert len(ours_data["tickets"]["nodes"]) == operation.TICKETS
        same = operation.without_cursor(ours_data) == operation.without_cursor(plain_data)
        assert same, f"estate {estate}: the plain server answers otherwise"
    return round(median(sizes))


def _by_sql(place: Place, statement: operation.Compiled, estate: int) -> bytes:
    with psycopg.connect(
        place.app_url, options=SESSION_OPTIONS, cursor_factory=psycopg.RawCursor
    ) as connection:
        connection.execute(ENTER.encode(), statement.entered(estate))
        row = connection.execute(statement.sql.encode(), statement.bound(estate)).fetchone()
    assert row is not None
    answer: str = row[0]
    return answer.encode()


__all__ = ["Plan", "compare", "measure"]
