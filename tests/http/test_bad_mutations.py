"""Every field of every mutation on a ticket, given what it cannot take: refused, and nothing done.

A ticket goes through its whole life; before each step everything that can be wrong with the step's
input is tried on it.
"""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)

from api.schema.build import View
from api.schema.registry import Registry
from core import clock
from core.actor import Audience, Role
from tenants.roles import ROLES
from tests.api.door import Caller, Door, gid
from tests.factories import World
from tests.isolation.inputs import document, filled, input_of, slots

SCHEMA = Registry().schema(View(Audience.STAFF)).graphql
assert SCHEMA.mutation_type is not None
MUTATIONS = {name: input_of(each) for name, each in SCHEMA.mutation_type.fields.items()}
SLOTS = slots(SCHEMA)
HUGE = "长" * 100_000
_keys = itertools.count(1)

SCALARS: dict[str, tuple[Any, ...]] = {
    "String": ("", " \n", "\0", "坏\u0001字", HUGE, 7, True, [[]]),
    "Int": (-1, 0, 2**31 - 1, -(2**31), 2**31, 10**30, 1.5, "1", True, None),
    "Boolean": ("true", 1, None, []),
    "DateTime": (
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.999999-12:00",
        "2025-01-01T00:00:00",
        "2025-01-01",
        "2025-02-30T00:00:00Z",
        "yesterday",
        "",
        0,
    ),
    "ID": (0, 10**30, 1.5, "", {}, "Ticket:1:" + "0" * 5000),
    "Date": ("2025-02-30", "yesterday", 5, "", "9999-12-31", "0001-01-01"),
    "Time": ("25:00", "noon", 5, "", "00:00"),
    "JSON": (1, "", [], {}, {"promises": 7}, {"a": "b" * 5000}),
}

REFUSED_EARLY = {"BAD_VARIABLES", "NOT_JSON"}
NEVER = {"INTERNAL", "UNAVAILABLE"}


def bad_values(input_field: GraphQLInputField) -> Iterator[Any]:
    """What a field cannot take, or can only just."""
    named = get_named_type(input_field.type)
    bare = input_field.type
    if isinstance(bare, GraphQLNonNull):
        yield None
        bare = bare.of_type
    if isinstance(bare, GraphQLList):
        yield from ({}, "x", [None], [[]], [{}])
        for value in _of(named):
            yield [value]
        return
    yield from _of(named)


def _of(named: Any) -> Iterator[Any]:
    if isinstance(named, GraphQLEnumType):
        yield from ("NOPE", next(iter(named.values)).lower(), 1, "")
    elif isinstance(named, GraphQLInputObjectType):
        yield {"nothing": 1}
        whole = {
            name: 1 if str(each.type) == "Int!" else "文" for name, each in named.fields.items()
        }
        for name, each in named.fields.items():
            yield from ({**whole, name: value} for value in bad_values(each))
    else:
        yield from SCALARS[named.name]


class Course:
    """A ticket's way through its life, begun again whenever a bad input was taken after all."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.ticket: dict[str, Any] | None = None
        self.done: list[tuple[str, dict[str, Any]]] = []
        self.tried = 0

    async def send(self, name: str, said: dict[str, Any]) -> dict[str, Any]:
        """The whole answer to a mutation."""
        given = {"idempotencyKey": f"k{next(_keys)}", **said}
        if self.ticket is not None:
            on = {"ticketId": self.ticket["id"], "expectedVersion": self.ticket["version"]}
            given = {**on, **given}
        query = (
            f"mutation($input: {MUTATIONS[name].name}!) {{ {name}(input: $input)"
            " { ticket { id version state } userErrors { code field message } } }"
        )
        body = json.dumps({"query": query, "variables": {"input": given}}).encode()
        headers = {"content-type": "application/json"}
        response = await self.caller.http.post("/graphql", content=body, headers=headers)
        assert response.status_code < 500, (name, given, response.text)
        told: dict[str, Any] = response.json()
        return told

    async def take(self, name: str, said: dict[str, Any]) -> None:
        """Do a step that must succeed."""
        told = await self.send(name, said)
        assert told["data"][name]["userErrors"] == [], told
        self.ticket = told["data"][name]["ticket"]

    async def step(self, name: str, **said: Any) -> None:
        """Try everything bad, then do it."""
        for key, each in MUTATIONS[name].fields.items():
            for value in bad_values(each):
                await self.attempt(name, {**said, key: value}, f"{name}.{key} = {value!r:.80}")
        await self.take(name, said)
        self.done.append((name, said))

    async def attempt(self, name: str, said: dict[str, Any], what: str) -> None:
        """One bad input: refused with a code, or taken; it is never both, and never INTERNAL."""
        told = await self.send(name, said)
        self.tried += 1
        if told.get("data") is None:
            codes = {error["extensions"]["code"] for error in told["errors"]}
            assert codes <= REFUSED_EARLY, (what, told)
            return
        payload = told["data"][name]
        codes = {error["code"] for error in payload["userErrors"]}
        assert not codes & NEVER, (what, told)
        assert bool(codes) is (payload["ticket"] is None), (what, told)
        assert all(error["message"] for error in payload["userErrors"]), (what, told)
        if not codes:
            self.ticket = None
            for before in self.done:
                await self.take(*before)


def soon(hours: int) -> str:
    """A time that can be promised."""
    return (clock.now() + timedelta(hours=hours)).isoformat()


async def test_whatever_is_wrong_with_a_step_it_is_refused_with_a_code(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    roles = ROLES[Audience.STAFF] - {Role.GROUP_DIRECTOR, Role.GROUP_STAFF, Role.DUTY_OFFICER}
    caller = await door.caller(replace(estate.manager.actor, roles={estate.id: roles}))
    course = Course(caller)
    technician = gid("Staff", estate.id, estate.technician.id)
    await course.step(
        "ticketReport",
        estateId=f"Estate:{estate.id}",
        kind="COMPLAINT",
        channel="PHONE",
        content="楼上漏水",
        houseId=gid("House", estate.id, estate.houses[0]),
        requesterId=gid("Resident", estate.id, estate.resident.id),
        unknownOccurred="不清楚",
    )
    urgent = {"kind": "COMPLAINT", "urgency": "URGENT", "severity": "MAJOR"}
    await course.step("ticketClassify", **urgent, nature="SERVICE_TYPE")
    await course.step("ticketComment", text="住户来电催促")
    await course.step("ticketDispatch", assigneeId=technician)
    await course.step("ticketAccept")
    await course.step("ticketAppoint", at=soon(2))
    await course.step("ticketDepart")
    await course.step("ticketStart")
    await course.step("ticketHold", reason="CUSTOMER", until=soon(3), note="住户外出")
    await course.step("ticketResume")
    there = [gid("Staff", estate.id, each.id) for each in (estate.butler, estate.supervisor)]
    responsible = gid("Department", estate.id, next(iter(estate.departments.values())))
    await course.step("ticketInvestigate", stage="LOOK", finding="已了解", attendedIds=there)
    for stage in ("LEADER_TOLD", "LOCATE", "RESPONSIBILITY", "REMEDY", "APOLOGY"):
        said = {"stage": stage, "finding": "已核实", "responsibleId": responsible}
        await course.take("ticketInvestigate", said)
        course.done.append(("ticketInvestigate", said))
    await course.step("ticketComplete", result="已说明并道歉")
    await course.step("ticketConfirm", outcome="SOLVED")
    await course.step("ticketReopen", reason="又发生了")
    await course.step("ticketWithdraw", reason="另行处理")
    assert course.tried > 500


async def test_whatever_is_wrong_with_any_other_mutation_it_is_refused_with_a_code(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    roles = ROLES[Audience.STAFF]
    actor = replace(
        estate.manager.actor,
        roles={each.id: roles for each in world.estates},
        group_roles=frozenset({Role.GROUP_DIRECTOR}),
    )
    caller = await door.caller(actor)
    own = {
        "Building": gid("Building", estate.id, estate.building_id),
        "Department": gid("Department", estate.id, next(iter(estate.departments.values()))),
        "Estate": f"Estate:{estate.id}",
        "House": gid("House", estate.id, estate.houses[0]),
        "Resident": gid("Resident", estate.id, estate.resident.id),
        "Staff": gid("Staff", estate.id, estate.technician.id),
    }
    tried = 0
    for name, input_type in MUTATIONS.items():
        ids = {
            slot.field: slot.put(own.get(slot.type, "")) for slot in SLOTS if slot.mutation == name
        }
        for key, each in input_type.fields.items():
            for value in bad_values(each):
                given = filled(SCHEMA, name, {**ids, key: value})
                response = await caller.send(document(SCHEMA, name), {"input": given})
                assert response.status_code < 500, (name, key, value)
                told = response.json()
                errors = told.get("errors", [])
                codes = {error["extensions"]["code"] for error in errors}
                if told.get("data"):
                    codes |= {error["code"] for error in told["data"][name]["userErrors"]}
                assert not codes & NEVER, (name, key, value, told)
                tried += 1
    assert tried > 500
