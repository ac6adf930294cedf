"""What mutations answer with: the thing as it now is, or why nothing was done.

A payload's things are read by a compiled statement inside the mutation's own transaction; a refusal
is data in `userErrors`, and then nothing was written.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import orjson
import strawberry
from graphql import GraphQLObjectType, get_named_type
from strawberry.types.info import Info

from api.context import RequestContext
from api.errors import refusal
from api.graph.document import Operation
from api.graph.errands import Errands, run_errands, wanted
from api.graph.fields import Told, sql_field
from api.graph.refusals import BadRequest
from api.graph.run import priced, read_within
from core import clock
from core.actor import Actor
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError
from core.jobs.idempotency import once, remember
from core.messages import message
from tenants.enabled import not_enabled
from tenants.entering import administering, entered

P = TypeVar("P")

INTERNAL = frozenset(
    {Code.INTERNAL, Code.UNAVAILABLE, Code.UNAUTHENTICATED, Code.PLUGIN_NOT_ENABLED}
)
"""Codes that are errors of the request, not answers of the mutation."""


@dataclass(frozen=True, slots=True)
class Key:
    """A row a payload answers with; of an estate itself its number stands twice."""

    estate_id: int
    id: UUID | int


Keys = Mapping[str, Key]
Work = Callable[[Actor, UnitOfWork], Awaitable[Keys]]


async def perform(
    info: Info,
    payload: Callable[..., P],
    estate_id: int,
    idempotency_key: str,
    request: object,
    work: Work,
    *,
    known: Keys | None = None,
    told: Mapping[str, str] | None = None,
) -> P:
    """Run a use case once for its key, and answer with what the payload's selection asks for.

    `told` is filled by `work` with what the caller is told this once (`told_once`): a request sent
    again is not told it again. `work` does it in the unit of work it is given and names the rows to
    answer with; where they are `known` beforehand, a statement is saved. Sent again, the same
    request is not done again: the first answer's rows are read as they are now.
    """
    context: RequestContext = info.context
    operation = info.field_name
    try:
        if estate_id not in context.door.estates:
            raise GuanjiaError(Code.NOT_FOUND)
        async with entered(context.access, context.actor, (estate_id,)) as (actor, uow):
            if actor is not context.actor:
                context.actor, context.door = actor, await context.reopen(actor)
            await _check_licence(info, context, estate_id)
            uow.plan = context.door.plan(estate_id)
            answer = None if known is None else _kept(known)
            stored = await once(uow, actor, operation, idempotency_key, request, answer=answer)
            if stored is None:
                keys = await work(actor, uow)
                await uow.flush()
                if known is None:
                    await remember(uow, actor, operation, idempotency_key, _kept(keys))
            else:
                keys = _found(stored)
            data = await _answer(info, context, uow, keys)
            return tell_once(data, told or {})  # type: ignore[return-value]
    except BadRequest:
        raise
    except Exception as error:
        return _refused(payload, error, context)


async def perform_over_group(
    info: Info,
    payload: Callable[..., P],
    estate_id: int,
    idempotency_key: str,
    request: object,
    work: Work,
) -> P:
    """Run a use case of the tenants floor once for its key: as `perform` does, but in a transaction
    of the system over the caller's group. The use case checks what the caller may do; the payload
    is read back in the caller's own scope.
    """
    context: RequestContext = info.context
    operation = info.field_name
    try:
        async with administering(context.access, context.actor) as (actor, uow):
            if actor is not context.actor:
                context.actor, context.door = actor, await context.reopen(actor)
            if estate_id not in context.door.estates:
                raise GuanjiaError(Code.NOT_FOUND)
            system = uow.scope
            stored = await once(uow, actor, operation, idempotency_key, request)
            if stored is None:
                keys = await work(actor, uow)
                await uow.flush()
                await remember(uow, actor, operation, idempotency_key, _kept(keys))
            else:
                keys = _found(stored)
            # The rights may just have been raised, by this very transaction.
            await uow.enter(replace(Scope.of(actor), rights_version=None))
            answer = await _answer(info, context, uow, keys)
            await uow.enter(system)
            return answer  # type: ignore[return-value]
    except BadRequest:
        raise
    except Exception as error:
        return _refused(payload, error, context)


def _refused(payload: Callable[..., P], error: Exception, context: RequestContext) -> P:
    refused = refusal(error)
    if refused.code in INTERNAL:
        raise refused from None
    return payload(user_errors=[user_error(payload, refused, context.locale)])


def tell_once(data: Mapping[str, Any], told: Mapping[str, str]) -> dict[str, Any]:
    """A payload with what the caller is told this once in its places, and null where nothing is."""
    return {key: _told(value, told) for key, value in data.items()}


def _told(value: Any, told: Mapping[str, str]) -> Any:
    if isinstance(value, str) and value.startswith(Told.MARK):
        return told.get(value.removeprefix(Told.MARK))
    return value


def told_once(**options: Any) -> Any:
    """In a payload: something the caller is told this once; it never enters the database."""
    return sql_field(Told(), **options)


def user_error(payload: Any, refused: GuanjiaError, locale: str) -> Any:
    """A refusal as the payload's own kind of user error."""
    made = payload.error_type
    return made.of(refused, message(refused, locale))


async def _check_licence(info: Info, context: RequestContext, estate_id: int) -> None:
    """A plugin's mutation is open where that estate's contract has the plugin on now.

    Raises PLUGIN_NOT_ENABLED with the plugin, the estate, and when it was last on.
    """
    raw = info._raw_info
    found = raw.parent_type.fields[raw.field_name].extensions["strawberry-definition"]
    plugin = found.exposure.plugin
    if plugin is None or estate_id in context.door.plugins.get(plugin, ()):
        return
    book = await context.access.contracts.book(context.actor.group_id)
    raise not_enabled(book, estate_id, plugin, clock.now())


async def _answer(
    info: Info, context: RequestContext, uow: UnitOfWork, keys: Keys
) -> Mapping[str, Any]:
    raw = info._raw_info
    type_ = get_named_type(raw.return_type)
    assert isinstance(type_, GraphQLObjectType)
    values = context.values(keys)
    operation: Operation = context.operation
    plan = operation.payload_plan(str(raw.path.key), type_, raw.field_nodes, values)
    priced(plan, values)
    first = wanted(plan.errands, context.door.plan, values)
    values = await run_errands(first, Errands(context.actor, uow, context.door.plan), values)
    data: Mapping[str, Any] = orjson.loads(await read_within(uow, plan, values))
    return data


def _kept(keys: Keys) -> dict[str, Any]:
    return {name: [key.estate_id, str(key.id)] for name, key in keys.items()}


def _found(stored: Mapping[str, Any]) -> Keys:
    return {
        name: Key(estate, int(id_) if id_.isdecimal() else UUID(id_))
        for name, (estate, id_) in stored.items()
    }


@strawberry.interface(description="Why a mutation was refused; nothing was written.")
class UserError:
    field: str | None = strawberry.field(description="The input it concerns.", default=None)
    message: str = strawberry.field(description="In the caller's language.", default="")


def error_codes(name: str, *areas: type[StrEnum], description: str = "Why it was refused.") -> Any:
    """One GraphQL enum of the codes of several areas."""
    members = {code.name: code.value for area in areas for code in area}
    made: Any = StrEnum(name, members)  # type: ignore[misc]
    return strawberry.enum(made, description=description)


__all__ = [
    "Key",
    "Keys",
    "UserError",
    "Work",
    "error_codes",
    "perform",
    "perform_over_group",
    "tell_once",
    "told_once",
    "user_error",
]
