"""What was loaded, checked against the rules: every history replayed, every promise kept again.

Nothing of how the rows were made is used here: they are read back from the database and put
through the core's own table of transitions, `evaluate` and the rule of satisfaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, RowMapping, select

from api.demo.actors import actors_of
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.estates.repository import EstateFacts, estate_facts
from core.sla.evaluate import ClockValue, evaluate
from core.sla.history import Entry, entry
from core.sla.keep import due_in
from core.sla.models import Clock
from core.sla.repository import CHANGING, changing
from core.sla.shipped import SHIPPED
from core.surveys import rules as surveys
from core.surveys.models import Survey, SurveyState
from core.surveys.rules import Answer
from core.tickets.kinds import Kind, Outcome, State
from core.tickets.models import Ticket, TicketEvent
from core.tickets.transitions import Action, Case, Facts, Goal, transition
from core.tickets.who import REPORTERS


class Broken(Exception):
    """A ticket that the rules do not know."""

    def __init__(self, number: str, what: str) -> None:
        super().__init__(f"demo ticket {number}: {what}")


Found = Callable[[Mapping[str, Any]], Case]

CASES: Mapping[Action, Found] = {
    Action.CONFIRM: lambda data: (
        Case.SOLVED if data["outcome"] == Outcome.SOLVED.value else Case.UNSOLVED
    ),
    Action.ANSWER_SURVEY: lambda data: Case.SATISFIED if data["satisfied"] else Case.DISSATISFIED,
    Action.EXPLAIN: lambda data: Case.PERSUADED if data["persuaded"] else Case.UNPERSUADED,
}
"""What an entry's data says was found."""

OWING_AN_ANSWER = frozenset({State.COMPLETED, State.CONFIRMED})


@dataclass(slots=True)
class _Belonging:
    """Everything of one estate that is filed under its tickets."""

    events: Mapping[UUID, Sequence[RowMapping]]
    clocks: Mapping[UUID, Sequence[RowMapping]]
    surveys: Mapping[UUID, Sequence[RowMapping]]


async def check_estate(
    uow: UnitOfWork, estate_id: int, now: datetime, tell: Callable[[int], None]
) -> None:
    """Read an estate's tickets back and check each. Raises `Broken`, `StepNotAllowed`."""
    estate = await estate_facts(uow, estate_id)
    actors = await actors_of(uow, estate_id)
    belonging = _Belonging(
        await _filed(uow, _EVENTS.where(TicketEvent.estate_id == estate_id)),
        await _filed(uow, _CLOCKS.where(Clock.estate_id == estate_id)),
        await _filed(uow, _SURVEYS.where(Survey.estate_id == estate_id)),
    )
    tickets = await uow.execute(_TICKETS.where(Ticket.estate_id == estate_id))
    for row in tickets.mappings():
        _check(row, belonging, estate, actors, now)
        tell(1)


def _check(
    ticket: RowMapping,
    belonging: _Belonging,
    estate: EstateFacts,
    actors: Mapping[UUID, Actor],
    now: datetime,
) -> None:
    key, number = ticket["id"], ticket["number"]
    events = belonging.events.get(key, ())
    entries = [
        entry(row["at"], row["action"], row["from_state"], row["to_state"], row["data"])
        for row in events
    ]
    if [row["sequence"] for row in events] != list(range(1, ticket["version"] + 1)):
        raise Broken(number, "its history has gaps, or another length than its version")
    if any(later.at < earlier.at for earlier, later in pairwise(entries)):
        raise Broken(number, "its history runs backwards")
    if replayed(events, entries, ticket, estate.id, actors) is not ticket["state"]:
        raise Broken(number, "its history ends in another state")
    values = evaluate(SHIPPED, estate.calendar, entries, now)
    kept = {(row["rule"], row["round"]): row for row in belonging.clocks.get(key, ())}
    expected = {(value.rule, value.round): value for value in values}
    if kept.keys() != expected.keys() or any(
        {column: kept[name][column] for column in CLOCK} != _kept(value)
        for name, value in expected.items()
    ):
        raise Broken(number, "its clocks are not what the policy gives")
    if ticket["due_at"] != due_in(values):
        raise Broken(number, "its promised time is not what the policy gives")
    _check_surveys(number, ticket["state"], entries, events, belonging.surveys.get(key, ()))


def replayed(
    events: Sequence[RowMapping],
    entries: Sequence[Entry],
    ticket: RowMapping,
    estate_id: int,
    actors: Mapping[UUID, Actor],
) -> State:
    """The state a history leads to, step by step through the table, each by who took it.

    Raises `StepNotAllowed`, and `Broken` for a step that led elsewhere than the table says.
    """
    number, first = ticket["number"], entries[0]
    reporter = actors[events[0]["actor_id"]]
    if first.action is not Action.REPORT or not reporter.roles_at(estate_id) & REPORTERS:
        raise Broken(number, "it does not begin with a report")
    assert first.described is not None
    state, kind, assignee, before_hold = first.to_state, first.described.kind, None, None
    for row, done in zip(events[1:], entries[1:], strict=True):
        case = CASES[done.action](row["data"]) if done.action in CASES else None
        facts = Facts(estate_id, state, kind, ticket["requester_id"], assignee)
        found = transition(actors[row["actor_id"]], facts, done.action, case)
        goals = {Goal.UNCHANGED: state, Goal.BEFORE_HOLD: before_hold}
        target = goals[found.target] if isinstance(found.target, Goal) else found.target
        if done.from_state is not state or done.to_state is not target:
            raise Broken(number, f"{done.action.value} leads to {target}, not {done.to_state}")
        before_hold = state if done.action is Action.HOLD else before_hold
        if done.action is Action.RETURN:
            assignee = None
        elif "assignee" in row["data"]:
            assignee = row["data"]["assignee"] and UUID(row["data"]["assignee"])
        kind = _kind(done, kind)
        state = done.to_state
    return state


def _kind(done: Entry, before: Kind) -> Kind:
    return before if done.described is None else done.described.kind


def _check_surveys(
    number: str,
    state: State,
    entries: Sequence[Entry],
    events: Sequence[RowMapping],
    asked: Sequence[RowMapping],
) -> None:
    """Asked at every completion, answered as the history says, satisfied as the rule says."""
    completions = [
        each.at
        for each in entries
        if each.to_state is State.COMPLETED and each.from_state is not State.COMPLETED
    ]
    if sorted(row["invited_at"] for row in asked) != completions:
        raise Broken(number, "the customer was not asked once for each completion")
    said = {
        row["data"]["survey"]: row["data"]["satisfied"]
        for row in events
        if row["action"] == Action.ANSWER_SURVEY.value
    }
    for row in asked:
        if row["state"] is SurveyState.INVITED and state not in OWING_AN_ANSWER:
            raise Broken(number, "a survey waits though nothing is to be answered")
        if row["state"] is not SurveyState.ANSWERED:
            continue
        answer = Answer(
            row["attitude"], row["speed"], row["result"], row["professionalism"], row["outcome"]
        )
        verdict = surveys.SHIPPED.holds(answer)
        if row["satisfied"] is not verdict or said.pop(str(row["id"]), None) is not verdict:
            raise Broken(number, "a survey's verdict is not what the rule gives")
    if said:
        raise Broken(number, "an answer was given to no survey")


CLOCK = ("started_at", *CHANGING)


def _kept(value: ClockValue) -> dict[str, Any]:
    return {"started_at": value.started_at, **changing(value)}


_TICKETS = select(
    Ticket.id, Ticket.number, Ticket.state, Ticket.version, Ticket.requester_id, Ticket.due_at
)
_EVENTS = select(
    TicketEvent.ticket_id,
    TicketEvent.sequence,
    TicketEvent.at,
    TicketEvent.action,
    TicketEvent.from_state,
    TicketEvent.to_state,
    TicketEvent.actor_id,
    TicketEvent.data,
).order_by(TicketEvent.ticket_id, TicketEvent.sequence)
_CLOCKS = select(
    Clock.ticket_id, Clock.rule, Clock.round, *(getattr(Clock, name) for name in CLOCK)
).order_by(Clock.ticket_id)
_SURVEYS = select(
    Survey.ticket_id,
    Survey.id,
    Survey.state,
    Survey.invited_at,
    Survey.attitude,
    Survey.speed,
    Survey.result,
    Survey.professionalism,
    Survey.outcome,
    Survey.satisfied,
).order_by(Survey.ticket_id)


async def _filed(uow: UnitOfWork, statement: Executable) -> Mapping[UUID, Sequence[RowMapping]]:
    found = (await uow.execute(statement)).mappings()
    return {key: tuple(rows) for key, rows in groupby(found, lambda row: row["ticket_id"])}


__all__ = ["Broken", "check_estate"]
