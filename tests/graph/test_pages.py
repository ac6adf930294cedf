"""Pages: every connection, in every order, both ways, gives its rows once each and in order."""

import base64
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import Text

from api.graph.compile import entity_of_type
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.errors import Code, Invalid
from core.tickets.models import Ticket
from tests.graph.books import Book, ids_of, orders
from tests.graph.callers import Callers
from tests.graph.schemas import connections, node_type
from tests.graph.values import global_id
from tests.graph.world import Rich

FORGED: tuple[Callable[[list[Any]], object], ...] = (
    lambda cursor: cursor[:-1],
    lambda cursor: [*cursor, None],
    lambda cursor: ["00000000", *cursor[1:]],
    lambda cursor: [[], *cursor[1:]],
    lambda cursor: {str(i): each for i, each in enumerate(cursor)},
    lambda cursor: [*cursor[:-1], None],
    lambda cursor: [*cursor[:-1], {}],
    lambda cursor: [*cursor[:-1], [1]],
    lambda cursor: [*cursor[:-1], True],
    lambda cursor: [*cursor[:-1], 1.5],
    lambda cursor: [*cursor[:-1], "no\0thing"],
    lambda cursor: [*cursor[:-1], 10**18 if isinstance(cursor[-1], str) else "x"],
    lambda cursor: [*cursor[:-1], "2025-01-01T00:00:00" if isinstance(cursor[-1], int) else 7],
)
"""What somebody could make of a cursor: other keys, another mark, values of other types."""

NO_CURSORS = (
    "",
    "W10=",
    "=",
    "游标",
    "\0",
    "x" * 5000,
    base64.b64encode(b"[" * 5000).decode(),
    base64.b64encode(b'["\xff"]').decode(),
    base64.b64encode(b'{"a":1}').decode(),
    base64.b64encode(b"null").decode(),
)


async def test_every_connection_in_every_order_is_leafed_through_both_ways(
    callers: Callers,
) -> None:
    reader = callers["technician"]
    seen: set[str] = set()
    for number, place in enumerate(connections(reader.schema)):
        few = place.type.name in seen  # single keys need no second look at the same type
        seen.add(place.type.name)
        for turn, order in enumerate(orders(reader, place, few=few)):
            book = Book(reader, place, order)
            whole = await book.whole()
            size = 1 + (number + turn) % 3
            assert len(set(whole)) == len(whole)
            assert await book.forwards(size) == whole, f"{place.label} {order} forwards {size}"
            assert await book.backwards(size) == whole, f"{place.label} {order} backwards {size}"


async def test_rows_stand_in_the_order_asked_for_with_nulls_at_its_high_end(
    callers: Callers, rich: Rich
) -> None:
    reader = callers["director"]
    looked_at = 0
    for place in connections(reader.schema):
        entity = entity_of_type(node_type(place.type))
        rows = {global_id(entity, row): row for row in rich.rows.known[entity.table]}
        for order in orders(reader, place) if place.owner == "Query" else ():
            asked = re.fullmatch(r"{field: (\w+)(, direction: DESC)?}", order)
            if asked is None:
                continue
            column, down = asked[1].lower(), asked[2] is not None
            if isinstance(entity.column(column).type, Text):
                continue  # PostgreSQL's collation is its own
            values = [rows[id_][column] for id_ in await Book(reader, place, order).whole()]
            ranked = [(value is None, value or 0) for value in values]
            assert ranked == sorted(ranked, reverse=down), f"{place.label} {order}"
            looked_at += 1
    assert looked_at > 8


@pytest.mark.parametrize("size", [1, 2, 3])
async def test_pages_of_every_size_are_the_same_list(callers: Callers, size: int) -> None:
    reader = callers["technician"]
    place = next(each for each in connections(reader.schema) if each.label == "Query.tickets")
    for order in orders(reader, place):
        book = Book(reader, place, order)
        whole = await book.whole()
        assert await book.forwards(size) == whole == await book.backwards(size)


async def test_rows_that_come_meanwhile_neither_repeat_nor_hide_others(
    callers: Callers, rich: Rich
) -> None:
    reader = callers["technician"]
    place = next(each for each in connections(reader.schema) if each.label == "Query.tickets")

    async def somebody_reports() -> None:
        estate = rich.home
        async with unit_of_work(rich.database, Scope.system(estate.group_id, estate.id)) as uow:
            await rich.add(uow, Ticket, estate)

    for order in ("", "{field: DUE_AT}", "{field: CLOSED_AT, direction: DESC}"):
        for way in ("forwards", "backwards"):
            book = Book(reader, place, order)
            before = await book.whole()
            left = iter(range(4))

            async def between(left: Any = left) -> None:
                if next(left, None) is not None:
                    await somebody_reports()

            read = await getattr(book, way)(3, between)
            after = await book.whole()
            assert len(after) > len(before)
            assert len(set(read)) == len(read)
            assert [each for each in read if each in set(before)] == before
            assert read == [each for each in after if each in set(read)]


async def test_a_page_between_two_cursors_is_what_lies_between(callers: Callers) -> None:
    reader = callers["technician"]
    for place in connections(reader.schema):
        book = Book(reader, place)
        page = await book.page(first=200)
        edges = page["edges"]
        if len(edges) < 4:
            continue
        after, before = edges[0]["cursor"], edges[3]["cursor"]
        for window in ({"first": 9}, {"last": 9}):
            between = await book.page(**window, after=after, before=before)
            assert ids_of(between) == ids_of(page)[1:3]
        assert ids_of(await book.page(last=1, after=after, before=before)) == ids_of(page)[2:3]
        assert ids_of(await book.page(first=9, after=before, before=after)) == []


async def test_an_empty_page_has_no_cursors_but_knows_whether_there_is_more(
    callers: Callers,
) -> None:
    reader = callers["technician"]
    for place in connections(reader.schema):
        book = Book(reader, place)
        rows = len(await book.whole())
        page = await book.page(first=0)
        assert page["edges"] == []
        assert page["pageInfo"] == {
            "hasNextPage": rows > 0,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        }


async def test_every_connection_refuses_what_is_no_cursor_of_it(callers: Callers) -> None:
    reader = callers["technician"]
    for place in connections(reader.schema):
        for order in orders(reader, place, few=True):
            book = Book(reader, place, order)
            edges = (await book.page(first=1))["edges"]
            assert edges, place.label
            genuine = orjson.loads(base64.b64decode(edges[0]["cursor"]))
            forged = [base64.b64encode(orjson.dumps(forge(genuine))).decode() for forge in FORGED]
            for cursor in (*forged, *NO_CURSORS):
                for window in ({"after": cursor}, {"before": cursor}):
                    with pytest.raises(Invalid) as refused:
                        await book.page(**window)
                    assert refused.value.code is Code.INVALID
                    assert refused.value.field in window


async def test_a_cursor_of_one_order_is_refused_by_another(callers: Callers) -> None:
    reader = callers["technician"]
    marks: dict[str, str] = {}
    for place in connections(reader.schema):
        for order in orders(reader, place):
            edges = (await Book(reader, place, order).page(first=1))["edges"]
            kind = edges[0]["node"]["id"].partition(":")[0]
            mark = orjson.loads(base64.b64decode(edges[0]["cursor"]))[0]
            if order:
                assert marks.setdefault(mark, f"{kind} {order}") == f"{kind} {order}"
    assert len(marks) > 20


async def test_a_cursor_holds_nothing_but_its_rows_place(callers: Callers) -> None:
    reader = callers["resident"]
    place = next(each for each in connections(reader.schema) if each.label == "Query.tickets")
    edge = (await Book(reader, place).page(first=1))["edges"][0]
    mark, received_at, key = orjson.loads(base64.b64decode(edge["cursor"]))
    assert len(mark) == 8
    assert received_at.endswith("+00:00")
    assert edge["node"]["id"].endswith(str(UUID(key)))
