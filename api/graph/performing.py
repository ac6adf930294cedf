"""How a mutation runs a use case: once for its key, in one transaction with the answer's read.

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        await acknowledge(actor, Acknowledge(step.estate_id, step.id, input.note), uow)

    return await perform_on(info, EscalationStepPayload, {"step": step}, input, work)

| run by | the use case is | done as | its rows |
| --- | --- | --- | --- |
| `perform_on` | an estate's | the caller | known beforehand, which saves a statement |
| `perform` | an estate's | the caller | what `work` answers |
| `perform_over_group` | of the tenants floor, on an estate | the system | what `work` answers |
| `administer` | of the tenants floor, on people | the system | what `work` answers |

Use cases done as the system check by themselves what the caller may do. Whoever does it, the
payload's selection is read in the caller's own scope. Sent again, the same request is not done
again: the first answer's rows are read as they are now.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import orjson
import strawberry
from graphql import GraphQLObjectType, get_named_type
from strawberry.types.info import Info

from api.context import RequestContext
from api.errors import refusal
from api.graph.document import Operation
from api.graph.errands import Errands, run_errands, wanted
from api.graph.payloads import Keys, kept, recalled, tell_once, user_error
from api.graph.refusals import BadRequest
from api.graph.run import priced, read_within
from core import clock
from core.actor import Actor, Audience
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError
from core.jobs.idempotency import once, remember
from tenants.enabled import not_enabled
from tenants.entering import administering, entered
from tenants.tokens import digest_with

P = TypeVar("P")

INTERNAL = frozenset(
    {Code.INTERNAL, Code.UNAVAILABLE, Code.UNAUTHENTICATED, Code.PLUGIN_NOT_ENABLED}
)
"""Codes that are errors of the request, not answers of the mutation."""

NO_ESTATE = 0


class Input(Protocol):
    """Any mutation's input: a Strawberry input with an idempotency key."""

    idempotency_key: str


Step = Callable[[Actor, UnitOfWork], Awaitable[object]]
Work = Callable[[Actor, UnitOfWork], Awaitable[Keys]]


async def perform_on(
    info: Info, payload: Callable[..., P], rows: Keys, input: Input, work: Step
) -> P:
    """Run a use case of one estate whose `rows` to answer with are known: they are there already,
    or their ids were made beforehand.
    """

    async def run(actor: Actor, uow: UnitOfWork) -> Keys:
        await work(actor, uow)
        return rows

    estate_id = next(iter(rows.values())).estate_id
    return await _run(info, payload, _at_estate(info, estate_id), input, run, known=rows)


async def perform(
    info: Info,
    payload: Callable[..., P],
    estate_id: int,
    input: Input,
    work: Work,
    *,
    told: Mapping[str, str] | None = None,
    secrets: Sequence[str] = (),
) -> P:
    """Run a use case of one estate; `work` names the rows to answer with.

    `told` is filled by `work` with what the caller is told this once (`told_once`): a request sent
    again is not told it again. `secrets` are the fields of the input that nobody shall be able to
    guess from what is kept of it.
    """
    place = _at_estate(info, estate_id)
    return await _run(info, payload, place, input, work, told=told, secrets=secrets)


async def perform_over_group(
    info: Info, payload: Callable[..., P], estate_id: int, input: Input, work: Work
) -> P:
    """Run a use case of the tenants floor, on an estate that the caller has before them."""
    return await _run(info, payload, _over_group(info, estate_id), input, work)


async def administer(
    info: Info,
    payload: Callable[..., P],
    input: Input,
    work: Work,
    *,
    told: Mapping[str, str] | None = None,
    secrets: Sequence[str] = (),
) -> P:
    """Run a use case of the tenants floor on accounts; `told` and `secrets` as for `perform`."""
    return await _run(info, payload, _over_group(info), input, work, told=told, secrets=secrets)


def any_estate(info: Info) -> int:
    """One of the caller's: for rows that are the group's, or the caller's own."""
    context: RequestContext = info.context
    return next(iter(context.door.estates), NO_ESTATE)


@asynccontextmanager
async def _at_estate(info: Info, estate_id: int) -> AsyncIterator[UnitOfWork]:
    context: RequestContext = info.context
    if estate_id not in context.door.estates:
        raise GuanjiaError(Code.NOT_FOUND)
    async with entered(context.access, context.actor, (estate_id,)) as (actor, uow):
        await context.become(actor)
        await _check_licence(info, context, estate_id)
        uow.plan = context.door.plan(estate_id)
        yield uow


@asynccontextmanager
async def _over_group(info: Info, estate_id: int | None = None) -> AsyncIterator[UnitOfWork]:
    context: RequestContext = info.context
    async with administering(context.access, context.actor) as (actor, uow):
        await context.become(actor)
        if estate_id is not None and estate_id not in context.door.estates:
            raise GuanjiaError(Code.NOT_FOUND)
        yield uow


async def _run(
    info: Info,
    payload: Callable[..., P],
    place: AbstractAsyncContextManager[UnitOfWork],
    input: Input,
    work: Work,
    *,
    known: Keys | None = None,
    told: Mapping[str, str] | None = None,
    secrets: Sequence[str] = (),
) -> P:
    context: RequestContext = info.context
    try:
        async with place as uow:
            rows = await _once(info, uow, _sealed(context, input, secrets), work, known)
            if uow.scope.audience is Audience.SYSTEM:
                # The rights may just have been raised, by this very transaction.
                own = Scope.of(context.actor, context.door.estates)
                await uow.enter(replace(own, rights_version=None))
            data = await _answer(info, context, uow, rows)
            return tell_once(data, told or {})  # type: ignore[return-value]
    except BadRequest:
        raise
    except Exception as error:
        refused = refusal(error)
        if refused.code in INTERNAL:
            raise refused from None
        return payload(user_errors=[user_error(payload, refused, context.locale)])


async def _once(
    info: Info, uow: UnitOfWork, request: Mapping[str, Any], work: Work, known: Keys | None
) -> Keys:
    """The rows to answer with: of the work, done now, or of the first answer to its key."""
    actor, operation, key = info.context.actor, info.field_name, request["idempotency_key"]
    answer = None if known is None else kept(known)
    stored = await once(uow, actor, operation, key, request, answer=answer)
    if stored is not None:
        return recalled(stored)
    rows = await work(actor, uow)
    await uow.flush()
    if known is None:
        await remember(uow, actor, operation, key, kept(rows))
    return rows


def _sealed(context: RequestContext, input: Any, secrets: Sequence[str]) -> Mapping[str, Any]:
    """An input as its key remembers it: secrets keyed with the installation's own."""
    request: dict[str, Any] = strawberry.asdict(input)
    for name in secrets:
        if request[name] is not None:
            written = orjson.dumps(request[name], option=orjson.OPT_SORT_KEYS).decode()
            request[name] = digest_with(context.access.settings, "idempotency", written)
    return request


async def _check_licence(info: Info, context: RequestContext, estate_id: int) -> None:
    """A plugin's mutation is open where that estate's contract has the plugin on now.

    Raises PLUGIN_NOT_ENABLED with the plugin, the estate, and when it was last on.
    """
    raw = info._raw_info
    field = raw.parent_type.fields[raw.field_name].extensions["strawberry-definition"]
    plugin = field.exposure.plugin
    if plugin is None or estate_id in context.door.plugins.get(plugin, ()):
        return
    book = await context.access.contracts.book(context.actor.group_id)
    raise not_enabled(book, estate_id, plugin, clock.now())


async def _answer(
    info: Info, context: RequestContext, uow: UnitOfWork, rows: Keys
) -> Mapping[str, Any]:
    raw = info._raw_info
    type_ = get_named_type(raw.return_type)
    assert isinstance(type_, GraphQLObjectType)
    values = context.values(rows)
    operation: Operation = context.operation
    plan = operation.payload_plan(str(raw.path.key), type_, raw.field_nodes, values)
    priced(plan, values)
    first = wanted(plan.errands, context.door.plan, values)
    values = await run_errands(first, Errands(context.actor, uow, context.door.plan), values)
    data: Mapping[str, Any] = orjson.loads(await read_within(uow, plan, values))
    return data


__all__ = [
    "NO_ESTATE",
    "Input",
    "Step",
    "Work",
    "administer",
    "any_estate",
    "perform",
    "perform_on",
    "perform_over_group",
]
