"""A mutation with anothers' id finds nothing, and leaves every table as it was."""

import hashlib
import itertools
from collections.abc import Iterator
from uuid import UUID

import pytest

from core.db.urls import connect
from tests.database import TestDatabase
from tests.graph.callers import Callers, Reader
from tests.graph.world import Rich
from tests.isolation.inputs import Slot, document, filled, slots
from tests.isolation.ownership import owned
from tests.isolation.walls import TABLES

CALLERS = ("agent", "resident", "service", "other director")
NOBODYS = UUID(int=1)
NOT_YOURS = frozenset({"NOT_FOUND", "ROLE_OUT_OF_REACH"})
"""How it is told; who may not hand a role out is told so whoever it was for."""

_odd = itertools.cycle(("", "\0", "Ticket", f"Nothing:1:{NOBODYS}", f"Ticket:{10**30}:{NOBODYS}"))


def digest(database: TestDatabase) -> str:
    """All rows of all tables, as one text."""
    with connect(database.admin_url) as connection:
        parts = [
            f"select md5(coalesce(string_agg(t::text, chr(10) order by t::text), ''))"
            f" from {walled.quoted} t"
            for walled in TABLES
        ]
        rows = connection.execute(" union all ".join(parts)).fetchall()
    return hashlib.sha256("".join(sorted(row[0] for row in rows)).encode()).hexdigest()


def foreign(slot: Slot, reader: Reader, callers: Callers, rich: Rich) -> Iterator[str]:
    """Ids that are not the caller's: another group's, another estate's, forged, nobody's, none."""
    assert slot.type in reader.schema.type_map, f"{slot.field}: of which type? (inputs.NAMED)"
    own = owned(reader, rich).get(slot.type, set())
    estate = next(iter(reader.actor.roles))
    for other in ("other director", "director"):
        theirs = sorted(owned(callers[other], rich)[slot.type] - own)
        yield from theirs[-1:]
        if theirs and theirs[0].count(":") == 2:
            yield f"{slot.type}:{estate}:{theirs[0].rpartition(':')[2]}"
    yield f"{slot.type}:{estate}:{NOBODYS}"
    yield next(_odd)


@pytest.mark.parametrize("name", CALLERS)
async def test_an_id_that_is_not_the_callers_is_not_found_and_nothing_is_written(
    callers: Callers, rich: Rich, database: TestDatabase, name: str
) -> None:
    reader = callers[name]
    own = owned(reader, rich)
    before = digest(database)
    tried = 0
    for slot in slots(reader.schema):
        mine = {
            each.field: each.put(sorted(own[each.type] or {f"{each.type}:{NOBODYS}"})[0])
            for each in slots(reader.schema)
            if each.mutation == slot.mutation and each.required
        }
        for id_ in foreign(slot, reader, callers, rich):
            given = filled(reader.schema, slot.mutation, {**mine, slot.field: slot.put(id_)})
            query = document(reader.schema, slot.mutation)
            data = await reader.ask(query, {"input": given})
            [refused] = data[slot.mutation]["userErrors"]
            told = f"{slot.mutation}.{slot.field} = {id_!r}: {refused}"
            if slot.required:
                assert refused["code"] in NOT_YOURS, told
            assert refused["message"], told
            tried += 1
    assert tried > 20
    assert digest(database) == before
