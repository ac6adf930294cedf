"""Tickets led through random lives by their use cases: the rows equal a replay of the history."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.complaints.investigate import Investigate, investigate
from core.complaints.stages import Stage
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.repository import estate_facts
from core.jobs.models import Timer
from core.sla.evaluate import ClockValue, evaluate
from core.sla.repository import clocks_of
from core.sla.shipped import SHIPPED
from core.staff.models import Function
from core.surveys.models import SurveyState
from core.tickets.accept import Accept, accept
from core.tickets.appoint import Appoint, appoint
from core.tickets.classify import Classify, classify
from core.tickets.close import Close, close
from core.tickets.comment import Comment, comment
from core.tickets.complete import Complete, complete
from core.tickets.confirm import Confirm, confirm
from core.tickets.depart import Depart, depart
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.explain import Explain, explain
from core.tickets.hand_over import HandOver, hand_over
from core.tickets.hold import Hold, hold
from core.tickets.kinds import HoldReason, Kind, Nature, Outcome, Severity, State, Urgency
from core.tickets.reject import Reject, reject
from core.tickets.reopen import Reopen, reopen
from core.tickets.repository import history
from core.tickets.resume import Resume, resume
from core.tickets.return_ import Return, return_
from core.tickets.start import Start, start
from core.tickets.transitions import Action, Facts, allowed_actions
from core.tickets.withdraw import Withdraw, withdraw
from tests.factories import MORNING, EstateWorld
from tests.sla.histories import GAPS
from tests.tickets.life import Life, a_complaint, a_leak

Said = Mapping[str, st.SearchStrategy[Any]]
WORDS = st.just("说明")

STEPS: Mapping[Action, tuple[Any, type, Said]] = {
    Action.CLASSIFY: (
        classify,
        Classify,
        {
            "kind": st.just(Kind.COMPLAINT),
            "nature": st.sampled_from(Nature),
            "urgency": st.sampled_from(Urgency),
            "severity": st.sampled_from(Severity),
        },
    ),
    Action.ACCEPT: (accept, Accept, {}),
    Action.RETURN: (return_, Return, {"reason": WORDS}),
    Action.DEPART: (depart, Depart, {}),
    Action.START: (start, Start, {}),
    Action.RESUME: (resume, Resume, {}),
    Action.COMPLETE: (complete, Complete, {"result": WORDS}),
    Action.CONFIRM: (confirm, Confirm, {"outcome": st.sampled_from(Outcome)}),
    Action.CLOSE: (close, Close, {"note": WORDS}),
    Action.REOPEN: (reopen, Reopen, {"reason": WORDS}),
    Action.WITHDRAW: (withdraw, Withdraw, {"reason": WORDS}),
    Action.REJECT: (reject, Reject, {"reason": WORDS}),
    Action.COMMENT: (comment, Comment, {"text": WORDS, "public": st.booleans()}),
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
async def test_rows_equal_a_replay_after_every_step_and_every_timer(
    db: Database, estate: EstateWorld, time: clock.Hands, data: st.DataObject
) -> None:
    time.set(MORNING)
    new = data.draw(st.sampled_from((a_leak, a_complaint)))(estate)
    life = await Life.begin(db, estate, new)
    for _ in range(data.draw(st.integers(1, 12))):
        await _pass_time(life, clock.now() + timedelta(minutes=data.draw(GAPS)), time)
        await _some_step(life, data)
        await _check(life)
    await _pass_time(life, clock.now() + timedelta(days=60), time)


async def _pass_time(life: Life, until: datetime, time: clock.Hands) -> None:
    """Move on to `until`; on the way every timer fires at its moment."""
    while (due := await _next_timer(life, clock.now())) is not None and due <= until:
        time.set(due)
        await life.timers_fire()
        await _check(life)
    time.set(until)
    await _check(life)


async def _next_timer(life: Life, after: datetime) -> datetime | None:
    async with unit_of_work(life.database, _system(life)) as uow:
        found = await uow.execute(
            select(Timer.due_at)
            .where(Timer.payload["ticket"].astext == str(life.ref.id), Timer.due_at > after)
            .order_by(Timer.due_at)
            .limit(1)
        )
        return found.scalar_one_or_none()


async def _some_step(life: Life, data: st.DataObject) -> None:
    row, estate = await life.ticket(), life.estate
    facts = Facts(estate.id, row["state"], row["kind"], row["requester_id"], row["assignee_id"])
    people = [person.actor for person in (*estate.staff, estate.resident)]
    choices = [
        (p, action)
        for p in people
        for action in allowed_actions(p, facts)
        if action is not Action.JOIN  # which takes another ticket
    ]
    actor, action = data.draw(st.sampled_from(choices), label="step")
    if action is Action.ANSWER_SURVEY:
        assert await life.surveys(SurveyState.INVITED)
        scores = data.draw(st.tuples(*[st.integers(1, 5)] * 4))
        await life.answer(actor, scores, data.draw(st.sampled_from(Outcome)))
        return
    if action is Action.HAND_OVER:
        others = [each.id for each in estate.staff if each.id != row["assignee_id"]]
        given = {"assignee_id": data.draw(st.sampled_from(others)), "reason": "交接班"}
        await life.step(actor, hand_over, HandOver, **given)
        return
    if action is Action.COMPLETE and row["kind"] is Kind.COMPLAINT:
        await life.work_through()
    use_case, made, said = STEPS.get(action) or _with_moments(life, action, row["kind"])
    words = {name: data.draw(strategy) for name, strategy in said.items()}
    await life.step(actor, use_case, made, **words)


def _with_moments(life: Life, action: Action, kind: Kind) -> tuple[Any, type, Said]:
    """Steps whose input depends on now, or on the estate."""
    estate, now = life.estate, clock.now()
    ahead = st.integers(1, 60 * 24 * 7).map(lambda minutes: now + timedelta(minutes=minutes))
    if action is Action.APPOINT:
        return appoint, Appoint, {"at": ahead}
    if action is Action.HOLD:
        said = {"reason": st.sampled_from(HoldReason), "until": ahead, "note": WORDS}
        return hold, Hold, said
    if action is Action.EXPLAIN:
        return (
            explain,
            Explain,
            {
                "explanation": WORDS,
                "persuaded": st.booleans(),
                "head_id": st.just(estate.head.id),
            },
        )
    if action is Action.INVESTIGATE:
        there = (estate.butler.id, estate.head.id)
        said = {"stage": st.just(Stage.LOOK), "finding": WORDS, "attended": st.just(there)}
        return investigate, Investigate, said
    assert action is Action.DISPATCH
    if kind is Kind.REPAIR:
        people = (estate.technician.id, estate.second_technician.id)
        return dispatch, Dispatch, {"assignee_id": st.sampled_from(people)}
    departments = (estate.departments[Function.ENGINEERING],)
    return dispatch, Dispatch, {"department_id": st.sampled_from(departments)}


async def _check(life: Life) -> None:
    """Every clock's row says what the whole history says now; nothing else is there."""
    async with unit_of_work(life.database, _system(life)) as uow:
        estate = await estate_facts(uow, life.estate.id)
        past = await history(uow, life.ref)
        rows = await clocks_of(uow, life.estate.id, life.ref.id)
    replayed = evaluate(SHIPPED, estate.calendar, past, clock.now())
    assert set(rows) == {(value.rule, value.round) for value in replayed}
    for value in replayed:
        assert rows[value.rule, value.round].equals(value), value
    await _check_due(life, replayed)


async def _check_due(life: Life, replayed: tuple[ClockValue, ...]) -> None:
    completions = [value for value in replayed if value.rule == "S-D7"]
    ticket = await life.ticket()
    assert ticket["due_at"] == completions[-1].promised_at
    assert (ticket["closed_at"] is None) == (ticket["state"] not in (State.CLOSED, State.WITHDRAWN))
    broken = [value for value in replayed if value.broken_at is not None]
    assert (await life.topics()).count("clock.broken") == len(broken)


def _system(life: Life) -> Scope:
    return Scope.system(life.estate.group_id, life.estate.id)
