"""What subscribers are told: theirs, once, as of now, and no longer than they may know it."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import AccountRights
from core.notify.tell import Recipient, Telling, tell
from tenants.models import RoleGrant
from tests.api.door import gid
from tests.graph.statements import counted
from tests.standard.story import Story
from tests.subscriptions.client import subscribing

RECEIVED = """subscription { notificationReceived {
    notification { title state ticket { number events(first: 2) { action } } } } }"""
CHANGED = """subscription($id: ID!) { ticketChanged(id: $id) {
    ticket { number state version assignee { name } } } }"""


async def told(story: Story, key: str, to: Recipient) -> None:
    """Somebody is told something, and the workers send it."""
    estate = story.estate
    telling = Telling(
        estate.group_id, estate.id, "customer.closed", to, key=key, values={"number": key}
    )
    scope = Scope.system(estate.group_id, estate.id)
    async with unit_of_work(story.door.database, scope) as uow:
        await tell(uow, telling)
    await story.worker.drain()


async def test_a_message_is_announced_once_and_to_nobody_else(story: Story) -> None:
    resident, neighbour = story.estate.resident, story.estate.neighbour
    await story.caller(resident)
    await told(story, "before", Recipient.resident(resident.id))
    async with (
        subscribing(story, resident) as mine,
        subscribing(story, neighbour, story.estate.code) as theirs,
    ):
        for client in (mine, theirs):
            await client.subscribe(RECEIVED)
            assert await client.silent(0.5)
        await told(story, "now", Recipient.resident(resident.id))
        event = (await mine.data())["notificationReceived"]["notification"]
        assert event == {"title": "工单 now 已关闭", "state": "SENT", "ticket": None}
        await told(story, "again", Recipient.resident(resident.id))
        event = (await mine.data())["notificationReceived"]["notification"]
        assert event["title"] == "工单 again 已关闭"
        assert await mine.silent()
        assert await theirs.silent(0.1)


async def test_a_ticket_is_told_after_its_steps(story: Story) -> None:
    estate = story.estate
    ticket = await story.reported(estate.resident)
    async with (
        subscribing(story, estate.resident) as resident,
        subscribing(story, estate.supervisor, estate.code) as supervisor,
    ):
        for client in (resident, supervisor):
            await client.subscribe(CHANGED, id=ticket["id"])
            assert await client.silent(0.7)
        who = gid("Staff", estate.id, estate.technician.id)
        with counted() as sent:
            await story.step(estate.agent, "ticketDispatch", ticket, assigneeId=who)
            event = (await resident.data())["ticketChanged"]["ticket"]
        assert event == {
            "number": ticket["number"],
            "state": "DISPATCHED",
            "version": ticket["version"],
            "assignee": {"name": estate.technician.name},
        }
        assert [each for each in sent.statements if "json" in each]
        assert (await supervisor.data())["ticketChanged"]["ticket"]["state"] == "DISPATCHED"
        await story.step(estate.technician, "ticketAccept", ticket)
        assert (await resident.data())["ticketChanged"]["ticket"]["state"] == "ACCEPTED"


async def test_anothers_ticket_cannot_be_watched(story: Story) -> None:
    ticket = await story.reported(story.estate.resident)
    async with subscribing(story, story.estate.neighbour) as client:
        await client.subscribe(CHANGED, id=ticket["id"])
        message = await client.receive()
        assert message["payload"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_the_connection_ends_with_its_token(story: Story) -> None:
    async with subscribing(story, story.estate.agent) as client:
        await client.subscribe(RECEIVED)
        story.time.advance(minutes=16)
        assert await client.closed() == 4401


async def test_the_connection_ends_with_the_role_that_opened_it(story: Story) -> None:
    agent = story.estate.agent
    ticket = await story.reported(story.estate.resident)
    async with subscribing(story, agent, story.estate.code) as client:
        await client.subscribe(CHANGED, id=ticket["id"])
        await revoke(story, agent.actor.account_id)
        assert await client.closed() == 4401


async def revoke(story: Story, account_id: UUID) -> None:
    """Take every role of an account away."""
    group_id = story.estate.group_id
    mine: Any = RoleGrant.account_id == account_id
    async with unit_of_work(story.door.database, Scope.system(group_id)) as uow:
        await uow.execute(update(RoleGrant).where(mine).values(revoked_at=uow.now))
        await uow.execute(
            update(AccountRights)
            .where(AccountRights.account_id == account_id)
            .values(version=AccountRights.version + 1)
        )
