"""Idempotency keys: sent again is answered again; anything else under the same key is refused."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select

from core import clock
from core.actor import Actor
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError, Invalid
from core.ids import new_id
from core.jobs.idempotency import KEPT, Answer, forget, once, remember
from core.jobs.models import Idempotency
from tests.factories import MORNING, EstateWorld, make_world
from tests.jobs.effects import MARK, marks


@dataclass(frozen=True)
class Request:
    content: str
    house: UUID | None = None


async def send(
    db: Database,
    estate: EstateWorld,
    key: str,
    content: str = "漏水",
    *,
    actor: Actor | None = None,
    operation: str = "thingMake",
    fails: bool = False,
    seconds: float = 0,
    claimed: asyncio.Event | None = None,
) -> Answer:
    """A mutation as the api floor runs one: leaves a mark, answers with its id."""
    actor = actor or estate.agent.actor
    async with unit_of_work(db, Scope.of(actor, (estate.id,))) as uow:
        answer: Answer = {"thing": str(new_id())}
        stored = await once(uow, actor, operation, key, Request(content), answer=answer)
        if stored is not None:
            return stored
        if claimed is not None:
            claimed.set()
        await asyncio.sleep(seconds)
        if fails:
            raise Invalid("content", "too long")
        uow.emit(
            MARK,
            group_id=estate.group_id,
            estate_id=estate.id,
            subject_id=UUID(answer["thing"]),
            key=key,
        )
        return answer


async def test_a_request_sent_again_gets_the_first_answer_and_is_not_done_again(
    db: Database, estate: EstateWorld
) -> None:
    first = await send(db, estate, "again")
    assert await send(db, estate, "again") == first
    assert (await marks(db, key="again")).total() == 1


async def test_another_request_under_the_same_key_is_refused(
    db: Database, estate: EstateWorld
) -> None:
    await send(db, estate, "reused", "漏水")
    with pytest.raises(GuanjiaError) as refused:
        await send(db, estate, "reused", "停电")
    assert refused.value.code is Code.IDEMPOTENCY_KEY_REUSED
    assert refused.value.field == "idempotencyKey"


async def test_the_same_requests_at_the_same_time_are_done_once(
    db: Database, estate: EstateWorld
) -> None:
    answers = await asyncio.gather(*(send(db, estate, "race", seconds=0.05) for _ in range(6)))
    assert len(Counter(answer["thing"] for answer in answers)) == 1
    assert (await marks(db, key="race")).total() == 1


async def test_a_request_that_waited_for_one_that_failed_takes_its_place(
    db: Database, estate: EstateWorld
) -> None:
    claimed = asyncio.Event()
    failing = asyncio.create_task(
        send(db, estate, "place", fails=True, seconds=0.1, claimed=claimed)
    )
    await claimed.wait()
    answer = await send(db, estate, "place")
    with pytest.raises(Invalid):
        await failing
    assert await marks(db, key="place") == {UUID(answer["thing"]): 1}


async def test_a_refused_request_leaves_nothing_and_may_be_put_right_under_its_key(
    db: Database, estate: EstateWorld
) -> None:
    with pytest.raises(Invalid):
        await send(db, estate, "corrected", "太长了", fails=True)
    await send(db, estate, "corrected", "漏水")
    assert (await marks(db, key="corrected")).total() == 1


async def test_a_key_belongs_to_its_caller_its_operation_and_its_group(
    db: Database, estate: EstateWorld
) -> None:
    other = (await make_world(db, estates=1)).estates[0]
    elsewhere = replace(other.agent.actor, account_id=estate.agent.actor.account_id)
    answers = [
        await send(db, estate, "scoped"),
        await send(db, estate, "scoped", "停电", actor=estate.butler.actor),
        await send(db, estate, "scoped", "噪音", operation="thingBreak"),
        await send(db, other, "scoped", "积水", actor=elsewhere),
    ]
    assert len({answer["thing"] for answer in answers}) == 4


async def test_an_answer_that_is_known_only_at_the_end_is_remembered_then(
    db: Database, estate: EstateWorld
) -> None:
    actor = estate.agent.actor

    async def ask() -> Answer | None:
        async with unit_of_work(db, Scope.of(actor, (estate.id,))) as uow:
            stored = await once(uow, actor, "count", "late", {"n": 1})
            if stored is None:
                await remember(uow, actor, "count", "late", {"total": 7})
            return stored

    assert await ask() is None
    assert await ask() == {"total": 7}


async def test_the_first_time_costs_one_statement(db: Database, estate: EstateWorld) -> None:
    statements: list[str] = []

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    actor = estate.agent.actor
    async with unit_of_work(db, Scope.of(actor, (estate.id,))) as uow:
        event.listen(db.engine.sync_engine, "before_cursor_execute", count)
        try:
            assert await once(uow, actor, "cheap", "one", {}, answer={"a": 1}) is None
        finally:
            event.remove(db.engine.sync_engine, "before_cursor_execute", count)
    assert len(statements) == 1


@pytest.mark.parametrize("key", ["", "x" * 129, "line\nbreak", "nul\x00", "\ud800", "tab\t"])
async def test_a_key_is_1_to_128_printable_characters(
    db: Database, estate: EstateWorld, key: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await send(db, estate, key)
    assert refused.value.field == "idempotencyKey"


async def test_the_longest_key_and_one_in_chinese_are_good(
    db: Database, estate: EstateWorld
) -> None:
    await send(db, estate, "钥" * 128)
    assert (await marks(db, key="钥" * 128)).total() == 1


async def test_the_order_of_fields_does_not_make_another_request(
    db: Database, estate: EstateWorld
) -> None:
    actor = estate.agent.actor
    async with unit_of_work(db, Scope.of(actor, (estate.id,))) as uow:
        first = {"a": 1, "b": {"c": frozenset({1, 2}), "d": timedelta(hours=1), "e": b"x"}}
        same = {"b": {"e": b"x", "d": timedelta(hours=1), "c": frozenset({2, 1})}, "a": 1}
        assert await once(uow, actor, "order", "k", first, answer={"n": 1}) is None
        assert await once(uow, actor, "order", "k", same) == {"n": 1}
        with pytest.raises(TypeError, match="not JSON serializable"):
            await once(uow, actor, "order", "k", {"a": object()})


async def test_answers_are_forgotten_after_a_week(db: Database, estate: EstateWorld) -> None:
    async def kept(uow: UnitOfWork) -> set[str]:
        found = await uow.execute(select(Idempotency.key).where(Idempotency.operation == "old"))
        return set(found.scalars())

    with clock.at(MORNING) as hands:
        await send(db, estate, "first", operation="old")
        hands.advance(seconds=KEPT.total_seconds())
        await send(db, estate, "second", operation="old")
        hands.advance(seconds=1)
        async with unit_of_work(db, Scope.system(estate.group_id)) as uow:
            assert await forget(uow) == 1
            assert await kept(uow) == {"second"}
            assert await forget(uow, timedelta(days=30)) == 0
