"""A developer's account tries all that its schema offers on what is others': of other developers,
of another estate, of another group. What it tries is read off the schema."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from graphql import GraphQLNonNull, GraphQLObjectType, GraphQLSchema, get_named_type

from api.cli.installation import catalogue
from api.doors import Doors
from api.graph.compile import entity_of_type
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.db.urls import connect
from plugins.developer_escalation.trial import fill
from tests.api.door import Caller
from tests.database import TestDatabase
from tests.factories import EstateWorld, make_world
from tests.isolation.inputs import document, filled, slots
from tests.isolation.ownership import ids_in, node_types
from tests.standard.developer import Company, company, handed, leak, with_developer
from tests.standard.story import Story

SHARED = frozenset({"Estate", "Building", "Unit", "Category", "RequestPreset", "Message", "House"})
"""Places and catalogues that partners see anyhow; houses are tried by name below."""

DIRECTORY = ("Staff", "Department")
"""Who works at an estate is known to whoever may enter it, and to nobody else."""

NAMED = {"HandOver": "DeveloperHandOver", "Cost": "DeveloperCost", "File": "DeveloperUpload"}
"""Fields of inputs that speak of a type of another name."""

AT_ONCE = 20

Ids = dict[str, list[str]]


def foreign_ids(url: str, schema: GraphQLSchema, own: UUID) -> Ids:
    """Every row there is of every type of the schema that was not handed to the developer."""
    found: Ids = {}
    with connect(url) as connection:
        for type_ in node_types(schema):
            table = entity_of_type(type_).table
            if type_.name in SHARED - {"House"} or not {"estate_id", "id"} <= set(table.c.keys()):
                continue
            partner = next((n for n in ("partner_id",) if n in table.c), None)
            if table.name == "developer":
                partner = "id"
            theirs = "" if partner is None else f" where {partner} is distinct from '{own}'"
            query = f'select estate_id, id from {table.schema}."{table.name}"{theirs}'
            rows = connection.execute(query.encode()).fetchall()
            found[type_.name] = [f"{type_.name}:{estate}:{id_}" for estate, id_ in rows]
    return found


def written(url: str) -> str:
    """All rows of the tickets, the files and the plugin, as one text."""
    with connect(url) as connection:
        tables = connection.execute(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables"
            " where table_schema = 'plugin_developer_escalation'"
            " or (table_schema = 'core' and table_name in ('ticket', 'ticket_event', 'attachment'))"
            " order by 1"
        ).fetchall()
        whole = "select coalesce(string_agg(t::text, '|' order by t::text), '') from {} t"
        parts = [
            connection.execute(whole.format(name).encode()).fetchall()[0][0] for (name,) in tables
        ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def plain(type_: GraphQLObjectType) -> Iterator[tuple[str, str]]:
    """The fields of a type that lead to other rows and ask for nothing, with what they select."""
    for name, field in type_.fields.items():
        if any(isinstance(each.type, GraphQLNonNull) for each in field.args.values()):
            continue
        leads = get_named_type(field.type)
        if not isinstance(leads, GraphQLObjectType):
            continue
        if leads.name.endswith("Connection"):
            yield name, f"{name} {{ nodes {{ id }} }}"
        elif "id" in leads.fields:
            yield name, f"{name} {{ id }}"


async def read_everything(caller: Caller, schema: GraphQLSchema) -> set[str]:
    """Every id that any field shows, from the root and from what the root shows."""
    shown: set[str] = set()
    assert schema.query_type is not None
    for name, selection in plain(schema.query_type):
        shown |= set(ids_in(await caller.ask(f"{{ {selection} }}")))
        leads = get_named_type(schema.query_type.fields[name].type)
        nodes = leads.name.endswith("Connection")
        if nodes:
            leads = get_named_type(leads.fields["nodes"].type)
        for _, below in plain(leads):
            inner = f"nodes {{ {below} }}" if nodes else below
            shown |= set(ids_in(await caller.ask(f"{{ {name} {{ {inner} }} }}")))
    return shown


async def fetched(caller: Caller, ids: list[str]) -> list[Any]:
    """What `node` answers for each."""
    found: list[Any] = []
    for at in range(0, len(ids), AT_ONCE):
        asked = [
            f'n{n}: node(id: "{id_}") {{ id }}' for n, id_ in enumerate(ids[at : at + AT_ONCE])
        ]
        found += (await caller.ask(f"{{ {' '.join(asked)} }}")).values()
    return found


async def victims(story: Story, attacker: Company) -> list[EstateWorld]:
    """Rows of every table: another developer's here, at the next estate, and in another group."""
    elsewhere = (await make_world(story.door.database)).estates[0]
    places = [story.estate, story.world.estates[1], elsewhere]
    for place in places:
        scope = Scope.system(place.group_id, place.id)
        async with unit_of_work(story.door.database, scope) as uow:
            await fill(uow, place)
    return places


async def test_nothing_in_its_schema_gives_a_developer_what_is_others_or_changes_it(
    story: Story, fresh_database: TestDatabase
) -> None:
    await with_developer(story, "paid_services", "merit")
    attacker = await company(story)
    mine = await handed(story, attacker, await leak(story))
    places = await victims(story, attacker)
    caller = await story.caller(attacker.person)
    actor = await story.door.access.refresh(caller.actor)
    doors = Doors(story.door.access, story.door.app.state.registry, catalogue())
    schema = (await doors.open(actor, None)).built.graphql
    foreign = foreign_ids(fresh_database.admin_url, schema, UUID(attacker.id.split(":")[2]))
    known = {f"{type_}:{story.estate.id}" for type_ in DIRECTORY}
    everyone = {
        id_ for ids in foreign.values() for id_ in ids if id_.rpartition(":")[0] not in known
    }
    for type_ in ("Ticket", "DeveloperHandOver", "DeveloperEvidence", "DeveloperCost", "House"):
        assert {int(id_.split(":")[1]) for id_ in foreign[type_]} >= {each.id for each in places}

    assert mine["id"] in (shown := await read_everything(caller, schema))
    assert shown & everyone == set()
    got = [each["id"] for each in await fetched(caller, sorted(everyone)) if each]
    assert got == []

    before, tried = written(fresh_database.admin_url), 0
    own = {"DeveloperHandOver": mine["id"]}
    for slot in slots(schema):
        type_name = NAMED.get(slot.type, slot.type)
        assert type_name in schema.type_map, f"{slot.field}: of which type? (NAMED)"
        given = {
            each.field: each.put(own.get(NAMED.get(each.type, each.type), f"{each.type}:1:x"))
            for each in slots(schema)
            if each.mutation == slot.mutation and each.required
        }
        for id_ in foreign.get(type_name, []):
            input_ = filled(schema, slot.mutation, {**given, slot.field: slot.put(id_)})
            answer = await caller.ask(document(schema, slot.mutation), {"input": input_})
            [refused] = answer[slot.mutation]["userErrors"]
            if slot.required:  # else its own matter may not be where the step begins
                assert refused["code"] == "NOT_FOUND", (slot, id_, refused)
            tried += 1
    assert tried > 30
    assert written(fresh_database.admin_url) == before
