"""What the plugin adds to the schema; of the API it knows `api.extend` alone."""

from datetime import datetime
from typing import Any, ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    INSIDE,
    Connection,
    Extension,
    House,
    Key,
    Mutation,
    Node,
    Order,
    Query,
    Ticket,
    UserError,
    answered,
    code_of,
    column,
    connection,
    entity,
    error_codes,
    estate_in,
    extends,
    key_at,
    many,
    mutation,
    one,
    perform_on,
    refusals,
)
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import Code
from core.ids import new_id
from tests.plugins_for_tests.keys import models
from tests.plugins_for_tests.keys.addresses import ROUTES
from tests.plugins_for_tests.keys.models import KeyState
from tests.plugins_for_tests.keys.rules import KeyCode
from tests.plugins_for_tests.keys.take_in import NewKey, take_in


@entity(models.HouseKey, filters=("state",), orders=("tag",))
class HouseKey(Node):
    """托管钥匙: a key in custody."""

    tag: str = column()
    state: KeyState = column()
    taken_in_at: datetime = column()
    due_back_at: datetime | None = column(description="When it is to be back, while it is lent.")
    missed_at: datetime | None = column(description="When it was found not to be back.")
    house: House = one("house_id")
    ticket: Ticket | None = one("ticket_id", description="What it is lent for.")


@extends(Ticket)
class TicketKeys:
    held_keys: list[HouseKey] | None = many(
        lambda ticket, key: key.c.house_id == ticket.c.house_id,
        order=[Order("tag")],
        audiences=INSIDE,
        description="The keys in custody to the house it is about.",
    )


@extends(Query)
class KeyQueries:
    house_keys: Connection[HouseKey] = connection(
        order=[Order("tag")], audiences=INSIDE, description="The keys in custody."
    )


HouseKeyErrorCode = error_codes("HouseKeyErrorCode", Code, KeyCode)


@strawberry.type(description="Why a mutation on a key was refused.")
class HouseKeyError(UserError):
    code: Any = code_of(HouseKeyErrorCode)


@strawberry.type(description="The key as it now is, or why nothing was done.")
class HouseKeyPayload:
    error_type: ClassVar[type[HouseKeyError]] = HouseKeyError

    house_key: HouseKey | None = answered()
    user_errors: list[HouseKeyError] = refusals()


@strawberry.input(description="A key that was handed in.")
class HouseKeyTakeInInput:
    idempotency_key: str
    estate_id: strawberry.ID
    house_id: strawberry.ID
    tag: str = strawberry.field(description="The tag the key is given; 1 to 40 characters.")


async def house_key_take_in(info: Info, input: HouseKeyTakeInInput) -> HouseKeyPayload:
    id_ = new_id()
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        house_id = key_at(estate_id, input.house_id, "House", "houseId")
        assert house_id is not None
        await take_in(actor, NewKey(estate_id, house_id, input.tag, id_), uow)

    return await perform_on(info, HouseKeyPayload, {"house_key": Key(estate_id, id_)}, input, work)


@extends(Mutation)
class KeyMutations:
    house_key_take_in = mutation(
        house_key_take_in, frozenset({Audience.STAFF}), "Take a key into custody (S-L1)."
    )


EXTENSION = Extension.of(
    "keys", TicketKeys, KeyQueries, KeyMutations, types=(HouseKey,), routes=ROUTES
)
