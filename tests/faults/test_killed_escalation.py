"""Workers that are killed while they escalate: everybody is told, nobody twice (S-G1 to S-G3)."""

import asyncio
import multiprocessing
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess

from sqlalchemy import func, select, update

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.escalation.kinds import StepState
from core.escalation.models import Escalation, EscalationStep, EscalationTelling
from core.jobs.models import Delivery, Timer
from core.notify.models import Message
from tests.database import TestDatabase
from tests.escalation.people import appoint
from tests.escalation.told import chain, major, tellings
from tests.faults import escalating_process
from tests.standard.conftest import story, time
from tests.standard.story import Story

DEATHS = 3
TOLD = 7
"""Section G's four, the supervisor, and butler and head who attend."""
SECONDS = 120

Fork = multiprocessing.get_context("forkserver")


async def waiting(story: Story) -> int:
    """Steps to be told still; the work of who was killed is taken up at once."""
    async with unit_of_work(story.door.database, Scope.system()) as uow:
        for queue in (Timer, Delivery):
            claimed = update(queue).where(queue.done_at.is_(None), queue.attempts > 0)
            await uow.execute(claimed.values(due_at=func.now()))
    async with unit_of_work(
        story.door.database, Scope.system(story.world.group_id, story.estate.id)
    ) as uow:
        steps = select(func.count()).where(EscalationStep.state == StepState.TOLD)
        told: int = (await uow.execute(steps)).scalar_one()
        return TOLD - told


async def test_killed_while_they_tell_they_tell_everybody_and_nobody_twice(
    story: Story, fresh_database: TestDatabase
) -> None:
    # Eleven minutes ago: all of section G is due when the first worker comes to it.
    story.time.set(datetime.now(UTC) - timedelta(minutes=11))
    await appoint(story)
    ticket = await major(story)
    deaths = Fork.Value("i", DEATHS)
    Fork.set_forkserver_preload([escalating_process.__name__])

    def start() -> BaseProcess:
        process = Fork.Process(
            target=escalating_process.main, args=(fresh_database.app_url, deaths), daemon=True
        )
        process.start()
        return process

    running, killed = [start(), start()], 0
    try:
        async with asyncio.timeout(SECONDS):
            while await waiting(story):
                await asyncio.sleep(0.05)
                for place, process in enumerate(running):
                    if not process.is_alive():
                        running[place], killed = start(), killed + 1
    finally:
        for process in running:
            process.kill()
            process.join()
    assert killed == DEATHS
    told = [each[1:] for each in tellings(await chain(story, ticket))]
    assert told == [
        ("S-G1", "DEPARTMENT_HEAD", ["郑强"]),
        ("S-G1", "ESTATE_MANAGER", ["高伟"]),
        ("S-G2", "COMPANY_LEADER", ["孙总"]),
        ("S-G3", "BOARD", ["李董"]),
    ]
    async with unit_of_work(
        story.door.database, Scope.system(story.world.group_id, story.estate.id)
    ) as uow:
        by_step = await uow.execute(
            select(func.count()).select_from(EscalationTelling).group_by(EscalationTelling.step_id)
        )
        assert Counter(by_step.scalars()) == {1: TOLD}
        escalating = Message.template.startswith("escalation.")
        messages = await uow.execute(select(func.count()).where(escalating))
        assert messages.scalar_one() == TOLD
        begun = await uow.execute(select(Escalation.chain))
        assert sorted(begun.scalars()) == ["ATTENDANCE", "MATTER", "SUPERVISOR"]


__all__ = ["story", "time"]
