"""Connections that are kept: pings, slow readers, wake-ups, and what an idle one costs."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from api.subscriptions import guard, watch
from api.subscriptions.sockets import Patience
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.notify.tell import Recipient, Telling, tell
from tests.graph.statements import counted
from tests.standard.story import Story
from tests.subscriptions.client import Client, subscribing

WATCH = "subscription { notificationReceived { notification { title } } }"
LARGE = WATCH.replace("title", " ".join(f"a{number}: body" for number in range(40)))
LISTENING = "select pid from pg_stat_activity where query = 'listen guanjia_messages'"


async def told(story: Story, *keys: str, said: str = "") -> None:
    """A resident is told one thing for each key, and the workers send it all."""
    estate = story.estate
    to = Recipient.resident(estate.resident.id)
    async with unit_of_work(story.door.database, Scope.system(estate.group_id, estate.id)) as uow:
        for key in keys:
            values = {"number": f"{key}{said}"}
            telling = Telling(
                estate.group_id, estate.id, "customer.closed", to, key=key, values=values
            )
            await tell(uow, telling)
    await story.worker.drain()


async def test_who_answers_pings_stays_and_who_does_not_is_closed_with_4408(story: Story) -> None:
    story.door.app.state.sockets.patience = Patience(alive=0.2)
    async with subscribing(story, story.estate.agent) as client:
        for _ in range(4):
            assert await client.next() == {"type": "ping"}
            await client.send(type="pong")
        assert await client.closed() == 4408


async def test_anything_a_client_says_shows_that_it_is_there(story: Story) -> None:
    story.door.app.state.sockets.patience = Patience(alive=0.2)
    async with subscribing(story, story.estate.agent) as client:
        for number in range(4):
            assert await client.next() == {"type": "ping"}
            await client.subscribe("{ me { audience } }", str(number))
            assert (await client.next())["type"] == "next"
            assert (await client.next())["type"] == "complete"


async def test_a_reader_too_slow_for_its_events_is_told_that_some_are_missing(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "WAITING", 5)
    async with subscribing(story, story.estate.resident, slow=True) as client:
        await client.subscribe(LARGE)
        await asyncio.sleep(0.7)
        await told(story, "first")
        assert (await client.receive())["type"] == "next"
        for batch in range(8):
            await told(story, *(f"{batch}-{number}" for number in range(4)), said="水" * 8000)
            await asyncio.sleep(0.3)
        came = 0
        while (message := await client.receive())["type"] == "next":
            came += 1
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert came < 32


async def test_who_takes_nothing_at_all_is_hung_up_on(story: Story) -> None:
    story.door.app.state.sockets.patience = Patience(taking=0.3)
    async with subscribing(story, story.estate.resident, slow=True) as client:
        await client.subscribe(LARGE)
        await asyncio.sleep(0.7)
        await told(story, *map(str, range(25)), said="水" * 8000)
        await asyncio.sleep(1)
        assert await client.hung_up()


async def test_a_hint_wakes_at_once_and_after_the_hints_connection_was_lost(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "EVERY", 600.0)
    monkeypatch.setattr(watch, "AGAIN", 0.1)
    async with subscribing(story, story.estate.resident) as client:
        await client.subscribe(WATCH)
        first = await listening(story)
        await told(story, "first")
        assert "first" in str(await client.data())
        async with unit_of_work(story.door.database, Scope.system()) as uow:
            await uow.execute(text("select pg_terminate_backend(:pid)").bindparams(pid=first))
        await listening(story, but=first)
        await told(story, "second")
        assert "second" in str(await client.data())


async def listening(story: Story, but: int = 0) -> int:
    """The server process that listens for hints, once there is one."""
    async with asyncio.timeout(20):
        while True:
            async with unit_of_work(story.door.database, Scope.system()) as uow:
                found = set((await uow.execute(text(LISTENING))).scalars()) - {but}
            if found:
                return int(found.pop())
            await asyncio.sleep(0.05)


async def test_idle_connections_cost_one_question_whatever_their_number(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "EVERY", 0.25)
    people = (story.estate.agent, story.estate.resident, story.estate.supervisor)
    async with AsyncExitStack() as stack:
        clients: list[Client] = []
        for number in range(12):
            opening = subscribing(story, people[number % len(people)])
            clients.append(await stack.enter_async_context(opening))
        with counted() as sent:
            await asyncio.sleep(1)
        asked = [each for each in sent.all if "account_rights" in each]
        assert 1 <= len(asked) <= 5
        assert len(sent.all) <= 4 * len(asked) + 3
