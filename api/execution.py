"""From one GraphQL request to its answer in bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType, execute
from structlog.contextvars import bind_contextvars

from api.codes import HttpCode
from api.context import RequestContext
from api.doors import Doors
from api.errands import read_after_errands
from api.errors import as_error, as_errors
from api.graph.document import Operation
from api.graph.errands import wanted
from api.graph.refusals import BadRequest
from api.graph.run import finish_in_python, priced, read
from api.licences import what_is_off
from core.actor import Actor
from core.db.scope import Scope, StaleRights
from core.errors import Code, GuanjiaError

TRIES = 3  # a second change may follow the first; a third in a row is a fault

OVER_WEBSOCKET = "Subscriptions are told over WebSocket (graphql-transport-ws)."

OUTSIDE = frozenset({HttpCode.WRONG_METHOD, Code.NOT_FOUND, Code.UNAUTHENTICATED})
"""Refusals of the request as a whole, answered by the endpoint."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters of GraphQL over HTTP."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response body. `executed` is false where the request never became an operation."""

    body: bytes
    executed: bool = True


async def answer(
    doors: Doors,
    actor: Actor,
    code: str | None,
    request: GraphQLRequest,
    locale: str,
    *,
    reading_only: bool = False,
) -> Answer:
    """Carry out a request that came to the group's door, or to the estate's of a `code`.

    Where the caller's rights turn out to have changed, or their contracts, the door is opened anew
    and the operation carried out as of now. `reading_only` refuses mutations (GET).
    """
    try:
        for _ in range(TRIES):
            try:
                context = await entering(doors, actor, code, request, locale)
            except BadRequest:
                if await doors.current(actor):
                    raise
                continue  # what it asks for may have been switched on since
            if context.operation.kind is OperationType.SUBSCRIPTION:
                raise BadRequest([GraphQLError(OVER_WEBSOCKET)], "NOT_OVER_HTTP")
            if context.operation.kind is OperationType.MUTATION:
                if reading_only:
                    raise GuanjiaError(HttpCode.WRONG_METHOD, details={"allow": "POST"})
                return Answer(await _mutation(context))
            try:
                told = await _query(context)
                if told is None and not await doors.current(actor):
                    continue
                return Answer(told or await _introspected(context))
            except StaleRights:
                actor = await doors.access.refresh(actor)
        raise GuanjiaError(Code.UNAVAILABLE)
    except BadRequest as refused:
        return Answer(_errors(as_errors(refused.errors, refused.code, locale)), executed=False)
    except GuanjiaError as error:
        if error.code in OUTSIDE:
            raise
        return Answer(_errors([as_error(error, locale)], data=True))


async def entering(
    doors: Doors, actor: Actor, code: str | None, request: GraphQLRequest, locale: str
) -> RequestContext:
    door = await doors.open(actor, code)
    operation = door.built.documents.operation(request.query, request.operation_name)
    bind_contextvars(operation=operation.name or operation.kind.value)
    variables = operation.variables(request.variables)
    return RequestContext(
        access=doors.access,
        actor=actor,
        door=door,
        reopen=lambda caller: doors.open(caller, code),
        operation=operation,
        variables=variables,
        given=request.variables,
        locale=locale,
    )


async def _query(context: RequestContext) -> bytes | None:
    """The answer; None where nothing of it is in the database, so that no statement told whether
    the schema that is asked about is still the caller's."""
    values = context.values()
    plan = context.operation.plan(values)
    priced(plan, values)
    if plan.sql is None:
        return None
    scope = Scope.of(context.actor, context.door.estates)
    first = wanted(plan.errands, context.door.plan, values)
    if first:
        data = await read_after_errands(context, plan, first, values)
    else:
        data = await read(context.access.database, scope, plan, values)
    off = await what_is_off(context, plan, values)
    if plan.in_python:
        result = await finish_in_python(context.operation, data, context.given, context)
        return _result(result, context, off)
    if off:
        return b'{"errors":' + orjson.dumps(off, default=str) + b',"data":' + data + b"}"
    return b'{"data":' + data + b"}"


async def _introspected(context: RequestContext) -> bytes:
    result = await finish_in_python(context.operation, b"{}", context.given, context)
    return _result(result, context)


async def _mutation(context: RequestContext) -> bytes:
    operation: Operation = context.operation
    result = execute(
        operation.schema,
        operation.document,
        root_value=None,
        context_value=context,
        variable_values=context.given,
        operation_name=operation.name,
    )
    if not isinstance(result, ExecutionResult):
        result = await result
    return _result(result, context)


def _result(
    result: ExecutionResult, context: RequestContext, off: list[dict[str, Any]] | None = None
) -> bytes:
    told: dict[str, Any] = {"data": result.data}
    errors = as_errors(result.errors or (), Code.INTERNAL.value, context.locale) + (off or [])
    if errors:
        told["errors"] = errors
    return orjson.dumps(told, default=str)


def _errors(errors: list[Mapping[str, Any]] | list[dict[str, Any]], *, data: bool = False) -> bytes:
    told: dict[str, Any] = {"errors": errors}
    if data:
        told["data"] = None
    return orjson.dumps(told, default=str)


__all__ = ["TRIES", "Answer", "GraphQLRequest", "answer", "entering"]
