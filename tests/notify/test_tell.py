"""Telling: once under a key, from any scope that covers the estate."""

import pytest
from sqlalchemy import select

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.notify.models import Message
from core.notify.tell import Recipient, Telling, tell
from tests.standard.story import Story


def telling(story: Story, key: str = "once") -> Telling:
    estate = story.estate
    return Telling(
        estate.group_id,
        estate.id,
        "customer.closed",
        Recipient.resident(estate.resident.id),
        key=key,
        values={"number": "250312-001"},
    )


async def test_nothing_is_told_twice_under_one_key(story: Story) -> None:
    scope = Scope.system(story.estate.group_id, story.estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        first = await tell(uow, telling(story))
        assert first is not None
        assert await tell(uow, telling(story)) is None
    async with unit_of_work(story.door.database, scope) as uow:
        assert await tell(uow, telling(story)) is None
        assert await tell(uow, telling(story, "twice")) is not None
        assert len((await uow.execute(select(Message.id))).all()) == 2


async def test_it_is_told_in_the_transaction_of_whoever_tells(story: Story) -> None:
    """A resident's transaction, too, may tell the staff; and what is rolled back is not told."""
    mine = Scope.of(story.estate.resident.actor)
    with pytest.raises(RuntimeError):
        await _told_in_vain(story, mine)
    async with unit_of_work(story.door.database, mine) as uow:
        assert await tell(uow, telling(story)) is not None
        assert uow.scope == mine


async def _told_in_vain(story: Story, scope: Scope) -> None:
    async with unit_of_work(story.door.database, scope) as uow:
        assert await tell(uow, telling(story)) is not None
        raise RuntimeError


async def test_what_the_template_needs_must_be_given(story: Story) -> None:
    new = telling(story)
    without = Telling(new.group_id, new.estate_id, new.template, new.to, new.key)
    async with unit_of_work(story.door.database, Scope.of(story.estate.agent.actor)) as uow:
        with pytest.raises(ValueError, match="told without number"):
            await tell(uow, without)
