"""Couriers that are killed (SIGKILL) between sending and writing down that they sent.

Outside, everything arrives at least once, and what arrives again carries the id it had before; in
the app, everything stands exactly once.
"""

import asyncio
from collections import Counter, defaultdict
from datetime import timedelta
from multiprocessing.process import BaseProcess

from sqlalchemy import func, select, update

from api.cli.installation import handlers
from core.config import Settings
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.ids import new_id
from core.jobs.models import Delivery
from core.jobs.worker import Worker
from core.notify.kinds import IN_APP, WEBHOOK, MessageState
from core.notify.models import ChannelSecret, Message, MessageAttempt, NotificationChannel
from core.notify.rules import LEASE
from core.notify.sealing import seal
from core.notify.tell import Recipient, Telling, tell_all
from tests.database import SECRET, TestDatabase
from tests.factories import World
from tests.faults.filling import settle
from tests.faults.storm import PRELOADED, Fork
from tests.notify.provider import Provider, providing

MESSAGES = 30
DEATHS = (3, 14)
"""The workers are killed when the provider has been asked so often, before it answers."""

WORKERS = 1
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def installation(url: str) -> Settings:
    return Settings(database_url=url, secret_key=SECRET, outbound_allowed_hosts=("127.0.0.1",))


def work(url: str) -> None:
    """A worker that may reach this machine, until it is killed."""

    async def run() -> None:
        async with Database(url, size=6).opened() as database:
            jobs = handlers(database, installation(url))
            await Worker(database, jobs, tick=timedelta(milliseconds=50)).run(asyncio.Event())

    asyncio.run(run())


def start(url: str) -> BaseProcess:
    process = Fork.Process(target=work, args=(url,), daemon=True)
    process.start()
    return process


def everything(world: World) -> Scope:
    return Scope.system(world.group_id, *(estate.id for estate in world.estates))


async def let_leases_end(database: Database, world: World) -> None:
    """As if so much time had passed; nobody is at work."""
    async with unit_of_work(database, everything(world)) as uow:
        await uow.execute(update(Delivery).where(Delivery.done_at.is_(None)).values(due_at=uow.now))
        await uow.execute(
            update(MessageAttempt)
            .where(MessageAttempt.ended_at.is_(None))
            .values(claimed_at=MessageAttempt.claimed_at - LEASE)
        )


async def have_told(database: Database, world: World) -> None:
    async with unit_of_work(database, everything(world)) as uow:
        estates = world.estates
        tellings = [
            Telling(
                world.group_id,
                (at := estates[number % len(estates)]).id,
                "staff.returned",
                Recipient.staff(at.agent.id),
                key=f"told {number}",
                values={"number": f"{number:06d}"},
            )
            for number in range(MESSAGES)
        ]
        await tell_all(uow, tellings)


def open_webhook(uow: UnitOfWork, world: World, provider: Provider, url: str) -> None:
    channel, group = new_id(), {"group_id": world.group_id}
    where = {"url": f"{provider.address}/messages"}
    secrets = seal(installation(url), {"secrets": [SIGNING]})
    uow.add(NotificationChannel, **group, id=channel, channel=WEBHOOK, enabled=True, settings=where)
    uow.add(ChannelSecret, **group, id=new_id(), channel_id=channel, sealed=secrets)


async def all_sent(database: Database, *worlds: World) -> None:
    """Wait until nothing waits."""
    found = select(func.count()).where(Message.state != MessageState.SENT)
    async with asyncio.timeout(60):
        for world in worlds:
            waiting = MESSAGES
            while waiting:
                await asyncio.sleep(0.05)
                async with unit_of_work(database, everything(world)) as uow:
                    waiting = (await uow.execute(found)).scalar_one()


async def tries(database: Database, world: World) -> list[tuple[str, str, int]]:
    """Each message's key, with the channel of each of its attempts and how often that tried."""
    async with unit_of_work(database, everything(world)) as uow:
        found = await uow.execute(
            select(Message.key, MessageAttempt.channel, MessageAttempt.tries)
            .join(MessageAttempt, MessageAttempt.message_id == Message.id)
            .order_by(Message.created_at, Message.key)
        )
        return [(row.key, row.channel, row.tries) for row in found]


async def test_what_killed_couriers_sent_comes_again_under_the_same_id_and_nothing_is_lost(
    fresh_database: TestDatabase,
) -> None:
    url = fresh_database.app_url
    Fork.set_forkserver_preload([PRELOADED])
    async with Database(url).opened() as database, providing() as provider:
        outside, inside = await settle(database, 2), await settle(database, 2)
        async with unit_of_work(database, everything(outside)) as uow:
            open_webhook(uow, outside, provider, url)
        await have_told(database, outside)
        await have_told(database, inside)
        running = [start(url) for _ in range(WORKERS)]
        deaths, dying = list(DEATHS), asyncio.Lock()

        async def die() -> None:
            if dying.locked() or not deaths or len(provider.asked) < deaths[0]:
                return  # or sent by one that is dead by now
            async with dying:
                del deaths[0]
                for process in running:
                    process.kill()
                    process.join()
                await let_leases_end(database, outside)
                running[:] = [start(url) for _ in range(WORKERS)]

        provider.hook = die
        try:
            await all_sent(database, outside, inside)
        finally:
            for process in running:
                process.kill()
                process.join()
        came: dict[str, Counter[str]] = defaultdict(Counter)
        for asked in provider.asked:
            came[asked.json["data"]["id"]][asked.headers["webhook-id"]] += 1
        assert len(came) == MESSAGES, "each has arrived"
        assert {len(ids) for ids in came.values()} == {1}, "each under one id, however often"
        again = sum(ids.total() - 1 for ids in came.values())
        assert again >= len(DEATHS), "what was sent and not written down is sent again"
        sent = await tries(database, outside)
        assert {channel for _, channel, _ in sent} == {WEBHOOK}
        assert len(sent) == MESSAGES
        stands = await tries(database, inside)
        assert len(stands) == MESSAGES
        assert {each[1:] for each in stands} == {(IN_APP, 1)}
