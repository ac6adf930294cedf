"""The benchmark measures what it says: checked on a few hundred tickets."""

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from tests.benchmarks import limit, operation, report, servers, ticket_list
from tests.benchmarks.caller import bearer
from tests.benchmarks.data import FOLDER, Place, Size, fill
from tests.benchmarks.load import BadAnswer, load, request
from tests.database import TestServer

TINY = Size("tiny", estates=3, homes=20, tickets=1_400)
SECONDS = 0.2
PATIENCE = 5.0
"""Seconds for a first answer of a cold server on a busy machine."""


@pytest.fixture(scope="module")
def place(server: TestServer) -> Iterator[Place]:
    """The benchmark's data in small, written with foreign keys checked."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with server.passing() as database:
        with psycopg.connect(database.admin_url, autocommit=True) as connection:
            fill(connection, TINY, checked=True)
        yield Place(TINY, database.app_url)


@pytest.fixture(scope="module")
def ours(place: Place) -> Iterator[list[int]]:
    with servers.serving(servers.OURS, place) as ports:
        yield ports


def test_the_largest_estate_has_twenty_times_the_tickets_of_another(place: Place) -> None:
    with psycopg.connect(place.app_url) as connection:
        connection.execute("select core.set_scope('1', '{1,2,3}', 'staff', '', '{}', '{}', '')")
        counted = connection.execute(
            "select count(*) from core.ticket group by estate_id order by estate_id"
        ).fetchall()
    assert [count for (count,) in counted] == [1274, 63, 63]


def test_ours_the_statement_and_the_plain_server_give_the_same_data(
    place: Place, ours: list[int]
) -> None:
    statement = asyncio.run(operation.compiled(place))
    with servers.serving(servers.PLAIN, place) as plain:
        assert ticket_list.compare(place, statement, ours[0], plain[0]) > 10_000


def test_pgbench_runs_the_statement_both_ways(place: Place) -> None:
    statement = asyncio.run(operation.compiled(place))
    for script in limit.scripts(place, statement).values():
        assert script.run(1) > 0


def test_every_report_of_the_load_becomes_a_ticket(place: Place, ours: list[int]) -> None:
    requests = report.requests(place)
    measured = load(ours, requests, report.EXPECTED, PATIENCE)
    assert measured.times


def test_the_load_stops_at_an_answer_that_is_not_what_was_asked_for(
    place: Place, ours: list[int]
) -> None:
    path = f"/estates/{place.code(1)}/graphql"
    wrong = request(path, b'{"query": "{ nothing }"}', bearer(place))
    with pytest.raises(BadAnswer, match="nothing"):
        load(ours, iter([wrong] * 100), ticket_list.EXPECTED, SECONDS)
