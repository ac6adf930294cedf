"""A ticket from the first call to a satisfied closing, one step after the other."""

from datetime import timedelta
from typing import Any

from core import clock
from core.db.engine import Database
from core.sla.models import ClockState
from core.surveys.models import SurveyState
from core.tickets.accept import Accept, accept
from core.tickets.appoint import Appoint, appoint
from core.tickets.classify import Classify, classify
from core.tickets.complete import Complete, Material, complete
from core.tickets.confirm import Confirm, confirm
from core.tickets.depart import Depart, depart
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.hold import Hold, hold
from core.tickets.kinds import HoldReason, Kind, Outcome, Severity, State, Urgency
from core.tickets.resume import Resume, resume
from core.tickets.start import Start, start
from tests.factories import EstateWorld
from tests.tickets.life import Life, a_leak


async def test_a_leak_goes_from_the_report_to_a_satisfied_closing(
    db: Database, time: clock.Hands, estate: EstateWorld
) -> None:
    agent, technician = estate.agent.actor, estate.technician.actor
    life = await Life.begin(db, estate, a_leak(estate))
    states = [(await life.ticket())["state"]]

    async def then(*step: Any, **said: Any) -> None:
        time.advance(minutes=10)
        await life.step(*step, **said)
        states.append((await life.ticket())["state"])

    await then(
        agent,
        classify,
        Classify,
        kind=Kind.REPAIR,
        urgency=Urgency.URGENT,
        severity=Severity.ORDINARY,
        category_code="repair.water",
    )
    await then(agent, dispatch, Dispatch, assignee_id=estate.technician.id, reason="离得近")
    await then(technician, accept, Accept)
    await then(technician, appoint, Appoint, at=clock.now() + timedelta(hours=1))
    await then(technician, depart, Depart)
    await then(technician, start, Start)
    until = clock.now() + timedelta(hours=3)
    await then(technician, hold, Hold, reason=HoldReason.PARTS, until=until, note="等接头")
    await then(technician, resume, Resume)
    used = (Material("PPR 接头", 2000, "个", 1600),)
    await then(technician, complete, Complete, result="已修好", labour_minutes=40, materials=used)
    await then(estate.resident.actor, confirm, Confirm, outcome=Outcome.SOLVED)
    assert await life.answer(comment="很快") is True

    assert [*states, (await life.ticket())["state"]] == [
        State.REPORTED,
        State.CLASSIFIED,
        State.DISPATCHED,
        State.ACCEPTED,
        State.APPOINTED,
        State.ON_THE_WAY,
        State.IN_PROGRESS,
        State.ON_HOLD,
        State.IN_PROGRESS,
        State.COMPLETED,
        State.CONFIRMED,
        State.CLOSED,
    ]
    ticket = await life.ticket()
    assert ticket["version"] == 12
    assert ticket["closed_at"] == clock.now()
    assert ticket["assignee_id"] == estate.technician.id
    assert [event["sequence"] for event in await life.events()] == list(range(1, 13))
    assert {clock_["state"] for clock_ in (await life.clocks()).values()} == {ClockState.KEPT}
    assert [survey["state"] for survey in await life.surveys()] == [SurveyState.ANSWERED]
    assert await life.topics() == [
        "ticket.reported",
        "ticket.classified",
        "ticket.dispatched",
        "ticket.accepted",
        "ticket.appointed",
        "ticket.departed",
        "ticket.started",
        "ticket.held",
        "ticket.resumed",
        "ticket.completed",
        "ticket.confirmed",
        "ticket.surveyed",
    ]
