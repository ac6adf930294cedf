"""Dispatch by the system: the best at once, or an escalation; it never waits (S-C2, S-C5)."""

import pytest
from sqlalchemy import select

from core import clock
from core.jobs.models import OutboxEvent
from core.plugin.answers import Candidate, Veto
from core.plugin.catalogue import Catalogue
from core.plugin.hooks import hook
from core.plugin.plan import Plan
from core.tickets.refs import TicketRef
from tests.dispatch.desk import Desk, event
from tests.plugin.made import plugin


async def topics(desk: Desk, ticket: dict[str, object]) -> list[str]:
    """The outbox topics about a ticket, in order."""
    key = str(ticket["id"]).rpartition(":")[2]
    async with desk.writing() as uow:
        found = await uow.execute(
            select(OutboxEvent.topic).where(OutboxEvent.subject_id == key).order_by(OutboxEvent.id)
        )
        return list(found.scalars())


@pytest.mark.rule("S-C2")
async def test_the_system_sends_the_best_at_once_where_the_estate_wants_it(desk: Desk) -> None:
    """S-C2: fully automatic dispatch is a setting of the estate."""
    await desk.mode("AUTOMATIC")
    await desk.on_duty(desk.estate.second_technician)
    ticket = await desk.report()
    best = (await desk.candidates(ticket))[0]
    await desk.work()
    seen = await desk.seen(ticket)
    assert (seen["state"], seen["assignee"]["name"]) == ("DISPATCHED", "孙浩")
    entry = event(seen, "DISPATCH")
    assert entry["actorName"] == "自动派单"
    assert entry["data"]["choice"]["automatic"]
    assert entry["data"]["choice"]["score"] == best["score"]


async def test_by_default_the_system_sends_nobody(desk: Desk) -> None:
    for mode in (None, "PROPOSED"):
        if mode is not None:
            await desk.mode(mode)
        ticket = await desk.report()
        await desk.work()
        assert (await desk.seen(ticket))["state"] == "REPORTED"
        assert await topics(desk, ticket) == ["ticket.reported"]


async def test_a_ticket_that_an_agent_sends_first_is_left_alone(desk: Desk) -> None:
    await desk.mode("AUTOMATIC")
    ticket = await desk.report()
    await desk.send(ticket, desk.estate.head, reason="他就在现场")
    await desk.work()
    seen = await desk.seen(ticket)
    assert (seen["assignee"]["name"], seen["version"]) == ("郑强", 2)


async def test_nobody_suitable_escalates_at_once_and_is_on_record(desk: Desk) -> None:
    """S-C5."""
    await desk.mode("AUTOMATIC")
    ticket = await desk.report(categoryCode="repair.power")
    await desk.work()
    seen = await desk.seen(ticket)
    assert (seen["state"], seen["assignee"]) == ("REPORTED", None)
    entry = event(seen, "FIND_NOBODY")
    assert entry["note"] == "系统未能自动派单：无人达到所需的技能等级，请客服主管处理。"
    assert entry["data"]["lack"] == "NOBODY_ABLE"
    assert await topics(desk, ticket) == ["ticket.reported", "ticket.nobody_suitable"]
    resident = await desk.door.caller(desk.estate.resident.actor)
    query = "query($id: ID!) { ticket(id: $id) { events { action } } }"
    told = await resident.ask(query, {"id": ticket["id"]})
    assert told["ticket"]["events"] == [{"action": "REPORT"}]  # the supervisor's to read


async def test_below_the_threshold_nobody_is_sent_but_somebody_told(desk: Desk) -> None:
    """S-C5."""
    await desk.mode("AUTOMATIC", threshold=95)
    ticket = await desk.report()
    await desk.work()
    data = event(await desk.seen(ticket), "FIND_NOBODY")["data"]
    assert (data["lack"], data["threshold"]) == ("BELOW_THRESHOLD", 95)
    assert data["bestScore"] < 95


async def test_at_night_it_escalates_and_sends_who_comes_on_duty_in_the_morning(
    desk: Desk, time: clock.Hands
) -> None:
    """S-C5: it does not wait for the morning to tell, nor stop looking because it told."""
    await desk.mode("AUTOMATIC")
    await desk.on_duty(desk.estate.technician, starts=10)
    ticket = await desk.report()
    await desk.work()
    assert event(await desk.seen(ticket), "FIND_NOBODY")["data"]["lack"] == "NOBODY_ON_DUTY"
    time.advance(hours=9, minutes=59)
    await desk.work()
    desk.agent = desk.again(desk.agent)
    assert (await desk.seen(ticket))["assignee"] is None
    time.advance(minutes=1)
    await desk.work()
    seen = await desk.seen(ticket)
    assert seen["assignee"]["name"] == "吴磊"
    assert (await topics(desk, ticket)).count("ticket.nobody_suitable") == 1


async def test_a_ticket_given_back_goes_to_the_next_best(desk: Desk) -> None:
    """S-D2."""
    await desk.mode("AUTOMATIC")
    ticket = await desk.report()
    await desk.work()
    for person in (desk.estate.technician, desk.estate.second_technician):
        ticket = await desk.seen(ticket)
        assert ticket["assignee"]["name"] == person.name
        caller = await desk.door.caller(person.actor)
        payload = await desk.step(caller, "ticketReturn", ticket, reason="另有急修")
        assert payload["userErrors"] == []
        await desk.work()
    seen = await desk.seen(ticket)
    assert seen["assignee"] is None
    assert event(seen, "FIND_NOBODY")["data"]["lack"] == "NOBODY_ON_DUTY"


async def test_what_could_not_be_sent_is_tried_again_when_it_is_classified(desk: Desk) -> None:
    await desk.mode("AUTOMATIC")
    ticket = await desk.report(categoryCode="repair.power")
    await desk.work()
    ticket = await desk.seen(ticket)
    given = {
        "kind": "REPAIR",
        "urgency": "URGENT",
        "severity": "ORDINARY",
        "categoryCode": "repair.water",
    }
    payload = await desk.step(desk.agent, "ticketClassify", ticket, **given)
    assert payload["userErrors"] == []
    await desk.work()
    assert (await desk.seen(ticket))["assignee"]["name"] == "吴磊"


async def test_plugins_give_and_take_points_and_may_refuse(desk: Desk) -> None:
    """S-C2; the hook is asked wherever the ranking is used."""
    second = desk.estate.second_technician.id

    @hook()
    def dispatch_candidates(ticket: TicketRef) -> Candidate:
        return Candidate(second, 7, "熟悉这户人家")

    @hook()
    def ticket_stepping(action: str) -> Veto | None:
        return Veto("NOT_TODAY", "今天不派") if refusing and action == "DISPATCH" else None

    refusing = True
    with plugin("friends", dispatch_candidates, ticket_stepping) as manifest:
        installed = Catalogue([manifest])
        desk.plan = installed.plan(frozenset({"friends"}))
        assert isinstance(desk.plan, Plan)
        await desk.mode("AUTOMATIC")
        ticket = await desk.report()
        await desk.work()
        entry = event(await desk.seen(ticket), "FIND_NOBODY")
        assert entry["data"]["lack"] == "REFUSED"
        refusing = False
        ticket = await desk.report()
        await desk.work()
        seen = await desk.seen(ticket)
    assert seen["assignee"]["name"] == "孙浩"
    told = event(seen, "DISPATCH")["data"]["choice"]["parts"][-1]
    assert told == {"part": "PLUGIN", "points": 7, "ground": "PLUGIN_SAYS"}
