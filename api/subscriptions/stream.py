"""One subscription: from its document to its events, each read in the subscriber's own scope."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    VariableNode,
    execute,
    get_named_type,
)

from api.context import RequestContext
from api.doors import Doors
from api.errors import as_error, as_errors, refusal
from api.execution import TRIES, GraphQLRequest, entering
from api.graph.binds import Binds
from api.graph.entity import GlobalId
from api.graph.payloads import Key
from api.graph.refusals import BadRequest
from api.graph.run import priced, read
from api.graph.selection import Selections
from api.subscriptions.watch import Watch, Watcher
from core.actor import Actor
from core.db.scope import Scope, StaleRights
from core.errors import Code, GuanjiaError, NotFound

TICKET = "ticketChanged"
ANSWERS = {TICKET: "ticket", "notificationReceived": "notification"}
"""The row that each subscription's events answer with."""


@dataclass(slots=True)
class Caller:
    """Who subscribes, with the rights last known, and by which door they came."""

    doors: Doors
    actor: Actor
    code: str | None
    locale: str


class Lagging(GuanjiaError):
    """The subscriber takes its events too slowly: they were not kept."""

    def __init__(self) -> None:
        super().__init__(Code.UNAVAILABLE, details={"reason": "lagging"})


async def stream(caller: Caller, watcher: Watcher, request: GraphQLRequest) -> AsyncIterator[bytes]:
    """The events of a subscription, as the bytes of execution results.

    Raises `BadRequest` and `GuanjiaError` where it cannot be, or can go on no longer.
    """
    context = await _context(caller, request)
    key, node = _root(context)
    field = node.name.value
    ticket = _ticket(context, node) if field == TICKET else None
    actor = caller.actor
    watch = Watch(actor.group_id, actor.account_id, context.door.estates, ticket)
    if ticket is not None and await _event(caller, request, key, ANSWERS[field], ticket) is None:
        raise NotFound("id")
    await watcher.add(watch)
    try:
        while True:
            changed = await watch.news()
            if watch.lagging:
                raise Lagging
            told = await _event(caller, request, key, ANSWERS[field], changed)
            if told is not None:
                yield told
            elif ticket is not None:
                return  # it is the caller's to see no longer
    finally:
        watcher.remove(watch)


async def _context(caller: Caller, request: GraphQLRequest) -> RequestContext:
    return await entering(caller.doors, caller.actor, caller.code, request, caller.locale)


def _root(context: RequestContext) -> tuple[str, FieldNode]:
    """The one field of a subscription (the rules of GraphQL allow no other)."""
    operation = context.operation
    root = operation.schema.subscription_type
    assert root is not None
    selections = Selections(operation.schema, operation.fragments, Binds(context.values()))
    found = selections.at_root(root, operation.definition.selection_set)
    if len(found) != 1:
        told = "A subscription has one field, and it cannot be left out."
        raise BadRequest([GraphQLError(told)], "INVALID_DOCUMENT")
    key, nodes = next(iter(found.items()))
    return key, nodes[0]


def _ticket(context: RequestContext, node: FieldNode) -> tuple[int, UUID]:
    """The key of the ticket to be watched: one of the estates of this door."""
    [argument] = node.arguments or ()
    given: Any = argument.value
    named = isinstance(given, VariableNode)
    text = context.variables.get(given.name.value) if named else given.value
    try:
        found = GlobalId.parse(str(text))
        if found.type != "Ticket" or found.estate not in context.door.estates:
            raise NotFound("id")
        return found.estate, found.uuid()
    except GuanjiaError:
        raise NotFound("id") from None


async def _event(
    caller: Caller, request: GraphQLRequest, key: str, answer: str, row: tuple[int, UUID]
) -> bytes | None:
    """What the selection says of a row now; None where the caller sees no such row.

    Rights are those of now: the statement refuses older ones, and they are read again.
    """
    for _ in range(TRIES):
        context = await _context(caller, request)
        operation = context.operation
        root = operation.schema.subscription_type
        assert root is not None
        _, node = _root(context)
        type_ = get_named_type(root.fields[node.name.value].type)
        assert isinstance(type_, GraphQLObjectType)
        values = context.values({answer: Key(*row)})
        selections = Selections(operation.schema, operation.fragments, Binds(values))
        nodes = selections.at_root(root, operation.definition.selection_set)[key]
        plan = operation.payload_plan(key, type_, nodes, values)
        priced(plan, values)
        scope = Scope.of(caller.actor, context.door.estates)
        try:
            data: Any = orjson.loads(await read(context.access.database, scope, plan, values))
        except StaleRights:
            caller.actor = await caller.doors.access.refresh(caller.actor)
            continue
        if not any(value is not None for name, value in data.items() if name != "__typename"):
            return None
        return _result(context, data)
    raise GuanjiaError(Code.UNAVAILABLE)


def _result(context: RequestContext, data: Any) -> bytes:
    """The answer finished by the executor, as a mutation's payload is."""
    operation = context.operation
    result = execute(
        operation.schema,
        operation.document,
        root_value=data,
        context_value=context,
        variable_values=context.given,
        operation_name=operation.name,
    )
    assert isinstance(result, ExecutionResult)
    told: dict[str, Any] = {"data": result.data}
    if result.errors:
        told["errors"] = as_errors(result.errors, Code.INTERNAL.value, context.locale)
    return orjson.dumps(told, default=str)


def errors_of(error: Exception, locale: str) -> list[dict[str, Any]]:
    """An error as the protocol tells it."""
    if isinstance(error, BadRequest):
        return as_errors(error.errors, error.code, locale)
    return [as_error(refusal(error), locale)]


__all__ = ["Caller", "Lagging", "errors_of", "stream"]
