"""What the plugin's mutations share: their error, their keys, and the way they are run."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import strawberry
from strawberry.types.info import Info

from api.extend import Key, Keys, UserError, error_codes, perform, ref_or_nobody
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError
from core.text import TextCode
from core.tickets.refs import TicketRef
from plugins.merit.errors import MeritCode

P = TypeVar("P")

STAFF = frozenset({Audience.STAFF})
STAFF_AND_RESIDENTS = STAFF | {Audience.RESIDENT}

MeritErrorCode = error_codes("MeritErrorCode", Code, TextCode, MeritCode)


@strawberry.type(description="Why a mutation about rewards, penalties or appraisal was refused.")
class MeritError(UserError):
    code: Any = strawberry.field(graphql_type=MeritErrorCode, default=None)

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> "MeritError":
        code = MeritErrorCode(refused.code.value)
        return cls(field=refused.field, message=message, code=code)


Step = Callable[[Actor, UnitOfWork], Awaitable[None]]


async def performing(
    info: Info,
    payload: Callable[..., P],
    keys: Mapping[str, TicketRef],
    input: Any,
    work: Step,
) -> P:
    """Run a use case once for its key; `keys` are the rows its payload answers with, by name."""
    known = {name: Key(key.estate_id, key.id) for name, key in keys.items()}
    estate_id = next(iter(keys.values())).estate_id

    async def run(actor: Actor, uow: UnitOfWork) -> Keys:
        await work(actor, uow)
        return known

    return await perform(
        info, payload, estate_id, input.idempotency_key, strawberry.asdict(input), run, known=known
    )


async def performing_new(
    info: Info,
    payload: Callable[..., P],
    name: str,
    estate_id: int,
    input: Any,
    work: Callable[[Actor, UnitOfWork], Awaitable[UUID]],
) -> P:
    """Like `performing`, for what has its id only afterwards."""

    async def run(actor: Actor, uow: UnitOfWork) -> Keys:
        return {name: Key(estate_id, await work(actor, uow))}

    return await perform(
        info, payload, estate_id, input.idempotency_key, strawberry.asdict(input), run
    )


def row(id_: str, type_name: str) -> TicketRef:
    """The estate and the key in a global id; nobody's where it is of another type."""
    return ref_or_nobody(id_, type_name)


__all__ = [
    "STAFF",
    "STAFF_AND_RESIDENTS",
    "MeritError",
    "MeritErrorCode",
    "performing",
    "performing_new",
    "row",
]
