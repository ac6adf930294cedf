"""Every field of every mutation on a ticket, given what it cannot take: refused, and nothing done.

A ticket goes through its whole life; before each step everything that can be wrong with the step's
input is tried on it.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import orjson
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
from tests.factories import EstateWorld, World
from tests.isolation.inputs import input_of

SCHEMA = Registry().schema(View(Audience.STAFF)).graphql
HUGE = "长" * 100_000
_keys = itertools.count(1)

SCALARS: dict[str, tuple[Any, ...]] = {
    "String": ("", " \n", "\0", "坏\u0001字", "\ufffe\uffff", HUGE, "' or 1=1; --", 7, True, [[]]),
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


@dataclass(slots=True)
class Course:
    """A ticket on its way, and who takes it there."""

    caller: Caller
    estate: EstateWorld
    ticket: dict[str, Any] = field(default_factory=dict)
    tried: int = 0

    async def send(self, name: str, given: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """A mutation's payload, or the code with which the request was refused."""
        root = SCHEMA.mutation_type
        assert root is not None
        query = (
            f"mutation($input: {input_of(root.fields[name]).name}!) {{ {name}(input: $input)"
            " { ticket { id version state } userErrors { code field message } } }"
        )
        body = orjson.dumps({"query": query, "variables": {"input": given}}, option=BIG)
        told = await self.caller.http.post(
            "/graphql", content=body, headers={"content-type": "application/json"}
        )
        answer = told.json()
        assert told.status_code < 500, (name, given, answer)
        return answer.get("data"), answer

    def filled(self, said: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The input of a step as it should be."""
        on = {"ticketId": self.ticket["id"], "expectedVersion": self.ticket["version"]}
        return {**(on if self.ticket else {}), "idempotencyKey": f"k{next(_keys)}", **said, **more}

    async def step(self, name: str, **said: Any) -> None:
        """Try everything bad, then do it."""
        root = SCHEMA.mutation_type
        assert root is not None
        for key, input_field in input_of(root.fields[name]).fields.items():
            for value in bad_values(input_field):
                await self.attempt(name, self.filled(said, **{key: value}), f"{name}.{key}")
        data, told = await self.send(name, self.filled(said))
        assert data is not None, told
        assert data[name]["userErrors"] == [], told
        self.ticket = data[name]["ticket"]

    async def attempt(self, name: str, given: dict[str, Any], what: str) -> None:
        """One bad input: refused with a code, or taken; the ticket says which."""
        data, told = await self.send(name, given)
        self.tried += 1
        if data is None:
            codes = {error["extensions"]["code"] for error in told["errors"]}
            assert codes <= REFUSED_EARLY, (what, told)
            return
        payload = data[name]
        codes = {error["code"] for error in payload["userErrors"]}
        assert not codes & NEVER, (what, told)
        assert bool(codes) is (payload["ticket"] is None), (what, told)
        assert all(error["message"] for error in payload["userErrors"]), (what, told)


BIG = orjson.OPT_NON_STR_KEYS


async def test_whatever_is_wrong_with_a_step_it_is_refused_with_a_code(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    everything = ROLES[Audience.STAFF] - {Role.GROUP_DIRECTOR, Role.GROUP_STAFF, Role.DUTY_OFFICER}
    caller = await door.caller(replace(estate.manager.actor, roles={estate.id: everything}))
    course = Course(caller, estate)
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
    assert course.tried > 100
