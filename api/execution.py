"""From one GraphQL request to its answer in bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import ExecutionResult, OperationType, execute
from structlog.contextvars import bind_contextvars

from api.codes import HttpCode
from api.context import Door, RequestContext
from api.errors import as_error, as_errors
from api.graph.document import Operation
from api.graph.refusals import BadRequest
from api.graph.run import StaleRights, finish_in_python, priced, read
from core.actor import Actor
from core.db.scope import Scope
from core.errors import Code, GuanjiaError
from tenants.access import Access

TRIES = 3


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
    access: Access,
    actor: Actor,
    door: Door,
    request: GraphQLRequest,
    locale: str,
    *,
    reading_only: bool = False,
) -> Answer:
    """Carry out a request. `reading_only` refuses mutations (GET)."""
    try:
        operation = door.built.documents.operation(request.query, request.operation_name)
        if reading_only and operation.kind is not OperationType.QUERY:
            raise GuanjiaError(HttpCode.WRONG_METHOD, details={"allow": "POST"})
        bind_contextvars(operation=operation.name or operation.kind.value)
        variables = operation.variables(request.variables)
        context = RequestContext(access, actor, door, operation, variables, locale)
        if operation.kind is OperationType.QUERY:
            return Answer(await _query(context))
        return Answer(await _mutation(context))
    except BadRequest as refused:
        return Answer(_errors(as_errors(refused.errors, refused.code, locale)), executed=False)
    except GuanjiaError as error:
        if error.code is HttpCode.WRONG_METHOD:
            raise
        return Answer(_errors([as_error(error, locale)], data=True))


async def _query(context: RequestContext) -> bytes:
    for _ in range(TRIES):
        values = context.values()
        plan = context.operation.plan(values)
        priced(plan, values)
        scope = Scope.of(context.actor, context.door.estates)
        try:
            data = await read(context.access.database, scope, plan, values)
        except StaleRights:
            context.actor = await context.access.refresh(context.actor)
            continue
        if plan.in_python:
            result = await finish_in_python(context.operation, data, context.variables, context)
            return _result(result, context)
        return b'{"data":' + data + b"}"
    raise GuanjiaError(Code.UNAVAILABLE)


async def _mutation(context: RequestContext) -> bytes:
    operation: Operation = context.operation
    result = execute(
        operation.schema,
        operation.document,
        root_value=None,
        context_value=context,
        variable_values=dict(context.variables),
        operation_name=operation.name,
    )
    if not isinstance(result, ExecutionResult):
        result = await result
    return _result(result, context)


def _result(result: ExecutionResult, context: RequestContext) -> bytes:
    told: dict[str, Any] = {"data": result.data}
    if result.errors:
        told["errors"] = as_errors(result.errors, Code.INTERNAL.value, context.locale)
    return orjson.dumps(told, default=str)


def _errors(errors: list[Mapping[str, Any]] | list[dict[str, Any]], *, data: bool = False) -> bytes:
    told: dict[str, Any] = {"errors": errors}
    if data:
        told["data"] = None
    return orjson.dumps(told, default=str)


__all__ = ["Answer", "GraphQLRequest", "answer"]
