"""Mutations on accounts: done as the system, by use cases that check what the caller may do.

What opens a door is the system's alone to see, so the use case runs in `administering`, over the
caller's group. Its answer is read in the caller's own scope again: rows of accounts by an errand,
everything below them as the caller may see it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

import orjson
from graphql import GraphQLObjectType, get_named_type
from strawberry.types.info import Info

from api.context import RequestContext
from api.errors import refusal
from api.graph.binds import Binds
from api.graph.errands import Errands, run_errands, wanted
from api.graph.payloads import INTERNAL, Key, tell_once, user_error
from api.graph.refusals import BadRequest
from api.graph.run import priced, read_within
from core.actor import Actor
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.jobs.idempotency import once, remember
from tenants.entering import administering
from tenants.tokens import digest_with

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Administered:
    """What was done: to which account, and what the caller is told this once."""

    account_id: UUID | None = None
    told: Mapping[str, str] = field(default_factory=dict)


Work = Callable[[Actor, UnitOfWork], Awaitable[Administered]]


async def administer(
    info: Info,
    payload: Callable[..., P],
    idempotency_key: str,
    request: Mapping[str, Any],
    work: Work,
) -> P:
    """Run a use case of the tenants floor once for its key, and answer with the account.

    Sent again, the same request is not done again; what was told once is not told again.
    """
    context: RequestContext = info.context
    try:
        async with administering(context.access, context.actor) as (actor, uow):
            if actor is not context.actor:
                context.actor, context.door = actor, await context.reopen(actor)
            name = info.field_name
            stored = await once(uow, actor, name, idempotency_key, request)
            if stored is None:
                done = await work(actor, uow)
                await uow.flush()
                account = None if done.account_id is None else str(done.account_id)
                await remember(uow, actor, name, idempotency_key, {"account": account})
            else:
                known = stored["account"]
                done = Administered(None if known is None else UUID(known))
            return await _answer(info, context, uow, done)  # type: ignore[return-value]
    except BadRequest:
        raise
    except Exception as error:
        refused = refusal(error)
        if refused.code in INTERNAL:
            raise refused from None
        return payload(user_errors=[user_error(payload, refused, context.locale)])


def sealed(context: RequestContext, request: dict[str, Any], *secrets: str) -> dict[str, Any]:
    """A request as its idempotency key remembers it: secrets keyed with the installation's own."""
    hidden = {
        name: digest_with(context.access.settings, "idempotency", request[name])
        for name in secrets
        if request.get(name) is not None
    }
    return {**request, **hidden}


async def _answer(
    info: Info, context: RequestContext, uow: UnitOfWork, done: Administered
) -> Mapping[str, Any]:
    raw = info._raw_info
    type_ = get_named_type(raw.return_type)
    assert isinstance(type_, GraphQLObjectType)
    actor = context.actor
    keys = {} if done.account_id is None else {"account": Key(actor.group_id, done.account_id)}
    values = context.values(keys)
    plan = context.operation.payload_plan(str(raw.path.key), type_, raw.field_nodes, values)
    priced(plan, values)
    first = wanted(plan.errands, context.door.plan, values)
    values = await run_errands(first, Errands(actor, uow, context.door.plan), values)
    await uow.enter(replace(Scope.of(actor, context.door.estates), rights_version=None))
    data: dict[str, Any] = orjson.loads(await read_within(uow, plan, values))
    return tell_once(data, done.told)


def answered_account(binds: Binds) -> Callable[[Any], UUID | None]:
    """How an errand finds the account a mutation answers with."""
    return lambda values: found.id if (found := values.keys.get("account")) else None


__all__ = ["Administered", "Work", "administer", "answered_account", "sealed"]
