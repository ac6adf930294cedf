"""Whatever is asked, the compiled statement and the executor answer with the same bytes."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest
from graphql import GraphQLObjectType
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from api.graph.binds import Values
from api.graph.refusals import BadRequest
from api.graph.run import finish_in_python, priced
from api.schema.build import View
from api.schema.registry import Registry
from core.actor import Audience
from core.errors import GuanjiaError
from tests.graph.callers import Callers, Reader
from tests.graph.operations import Made, Writer
from tests.graph.values import Pool
from tests.graph.world import Rich

CALLERS = ("director", "technician", "resident", "partner", "service")


@pytest.fixture(scope="session")
def pool(rich: Rich) -> Pool:
    """Values of the world's own rows."""
    schema = Registry().schema(View(Audience.STAFF)).graphql
    nodes = schema.type_map["Node"]
    types = [
        each
        for each in schema.type_map.values()
        if isinstance(each, GraphQLObjectType) and nodes in each.interfaces
    ]
    return Pool.of_world(rich, types)


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # shrinking would take minutes; the operation found is told whole
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
async def test_both_ways_give_the_same_bytes(data: Any, callers: Callers, pool: Pool) -> None:
    reader = callers[data.draw(st.sampled_from(CALLERS), label="caller")]
    made = Writer(data.draw, reader.schema, pool).operation()
    values = reader.values(made.query, dict(made.variables))
    compiled = await outcome(lambda: by_statement(reader, made, values))
    executed = await outcome(lambda: by_executor(reader, made, values))
    event("refused" if isinstance(compiled, str) else "answered")
    assert compiled == executed, f"{made.query}\n{made.variables}"


async def by_statement(reader: Reader, made: Made, values: Values) -> bytes:
    """What PostgreSQL writes, through one canonical dump."""
    plan = reader.operation(made.query).plan(values)
    assert not plan.in_python
    priced(plan, values)
    return orjson.dumps(orjson.loads(await reader.run(plan, values)))


async def by_executor(reader: Reader, made: Made, values: Values) -> bytes:
    """What graphql-core makes of the rows of the same statement."""
    operation = reader.operation(made.query)
    plan = operation.plan(values, in_python=True)
    priced(plan, values)
    rows = await reader.run(plan, values)
    result = await finish_in_python(operation, rows, made.variables, None)
    assert result.errors is None, result.errors
    return orjson.dumps(result.data)


async def outcome(answer: Callable[[], Awaitable[bytes]]) -> bytes | str:
    """The bytes, or the code of the refusal."""
    try:
        return await answer()
    except GuanjiaError as refused:
        return f"{refused.code.value} {refused.field} {refused.details}"
    except BadRequest as refused:
        return refused.code
