"""Living a ticket's history again, step by step, through the use cases that serve requests."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, select

from api.demo.actors import actors_of
from core import clock
from core.actor import Actor, Audience
from core.complaints.investigate import Investigate, investigate
from core.complaints.stages import Stage
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.dispatch.models import DispatchSetting
from core.surveys.models import SCORES, Survey, SurveyState
from core.surveys.submit import Submit, SurveyRef, submit
from core.tickets.accept import Accept, accept
from core.tickets.appoint import Appoint, appoint
from core.tickets.classify import Classify, classify
from core.tickets.close import Close, close
from core.tickets.comment import Comment, comment
from core.tickets.complete import Complete, Material, complete
from core.tickets.confirm import Confirm, confirm
from core.tickets.depart import Depart, depart
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.explain import Explain, explain
from core.tickets.hold import Hold, hold
from core.tickets.kinds import Channel, HoldReason, Kind, Nature, Outcome, Severity, Urgency
from core.tickets.models import TicketMaterial
from core.tickets.refs import TicketRef
from core.tickets.reject import Reject, reject
from core.tickets.reopen import Reopen, reopen
from core.tickets.report import Report, report
from core.tickets.resume import Resume, resume
from core.tickets.return_ import Return, return_
from core.tickets.start import Start, start
from core.tickets.transitions import Action
from core.tickets.withdraw import Withdraw, withdraw


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the history that is lived again, with what stood beside it."""

    ref: TicketRef
    version: int
    event: RowMapping
    ticket: RowMapping
    materials: Sequence[RowMapping]
    survey: SurveyRef | None

    @property
    def step(self) -> tuple[TicketRef, int]:
        """The first two inputs of every step."""
        return self.ref, self.version

    @property
    def note(self) -> str:
        """What was said."""
        note: str | None = self.event["note"]
        return note or ""

    @property
    def data(self) -> Mapping[str, Any]:
        """What the entry keeps."""
        data: Mapping[str, Any] = self.event["data"]
        return data


def _key(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)


def _classify(told: Told) -> Classify:
    data = told.data
    return Classify(
        *told.step,
        kind=Kind(data["kind"]),
        urgency=Urgency(data["urgency"]),
        severity=Severity(data["severity"]),
        category_code=data["category"],
        nature=None if data["nature"] is None else Nature(data["nature"]),
        needs_developer=data["needsDeveloper"],
        important=data["important"],
    )


def _investigate(told: Told) -> Investigate:
    data = told.data
    there = tuple(UUID(each) for each in data.get("attended", ()))
    return Investigate(
        *told.step, Stage(data["stage"]), told.note, _key(data.get("responsible")), there
    )


def _complete(told: Told) -> Complete:
    used = tuple(
        Material(row["name"], row["quantity"], row["unit"], row["cost"]) for row in told.materials
    )
    minutes = told.data["labourMinutes"]
    assert len(used) >= told.data["materials"]
    finished_at = datetime.fromisoformat(told.data["finishedAt"])
    used = used[: told.data["materials"]]
    return Complete(*told.step, told.note, minutes, used, finished_at, told.data["fee"])


def _submit(told: Told) -> Submit:
    assert told.survey is not None
    scores = dict(zip(SCORES, told.data["scores"], strict=True))
    outcome = Outcome(told.data["outcome"])
    return Submit(told.survey, 1, **scores, outcome=outcome, comment=told.event["note"])


def _explain(told: Told) -> Explain:
    head = _key(told.data.get("assignee"))
    return Explain(*told.step, told.note, told.data["persuaded"], head)


def _dispatch(told: Told) -> Dispatch:
    department, assignee = _key(told.data["department"]), _key(told.data["assignee"])
    return Dispatch(*told.step, department, assignee, told.event["note"])


def _appoint(told: Told) -> Appoint:
    return Appoint(*told.step, datetime.fromisoformat(told.data["at"]), told.event["note"])


def _hold(told: Told) -> Hold:
    until = datetime.fromisoformat(told.data["until"])
    return Hold(*told.step, HoldReason(told.data["reason"]), until, told.note)


UseCase = Callable[[Actor, Any, UnitOfWork], Awaitable[Any]]

USE_CASES: Mapping[Action, tuple[UseCase, Callable[[Told], object]]] = {
    Action.CLASSIFY: (classify, _classify),
    Action.DISPATCH: (dispatch, _dispatch),
    Action.ACCEPT: (accept, lambda told: Accept(*told.step)),
    Action.RETURN: (return_, lambda told: Return(*told.step, told.note)),
    Action.APPOINT: (appoint, _appoint),
    Action.DEPART: (depart, lambda told: Depart(*told.step)),
    Action.START: (start, lambda told: Start(*told.step)),
    Action.HOLD: (hold, _hold),
    Action.RESUME: (resume, lambda told: Resume(*told.step, told.event["note"])),
    Action.INVESTIGATE: (investigate, _investigate),
    Action.COMPLETE: (complete, _complete),
    Action.CONFIRM: (
        confirm,
        lambda told: Confirm(*told.step, Outcome(told.data["outcome"]), told.event["note"]),
    ),
    Action.ANSWER_SURVEY: (submit, _submit),
    Action.CLOSE: (close, lambda told: Close(*told.step, told.note)),
    Action.REOPEN: (reopen, lambda told: Reopen(*told.step, told.note)),
    Action.WITHDRAW: (withdraw, lambda told: Withdraw(*told.step, told.note)),
    Action.REJECT: (reject, lambda told: Reject(*told.step, told.note)),
    Action.EXPLAIN: (explain, _explain),
    Action.COMMENT: (comment, lambda told: Comment(*told.step, told.note, told.event["public"])),
}
"""For each action its use case, and its input out of a history entry."""


async def relive(database: Database, ticket: RowMapping, events: Sequence[RowMapping]) -> TicketRef:
    """A new ticket with the same life, each step in a transaction of its own, at its own time."""
    estate = ticket["estate_id"]
    async with unit_of_work(database, Scope.system(ticket["group_id"], estate)) as uow:
        # Told without a ranking, so lived again without one: that depends on the hour.
        await uow.execute(delete(DispatchSetting).where(DispatchSetting.estate_id == estate))
        actors = await actors_of(uow, estate)
        used = select(TicketMaterial.name, TicketMaterial.quantity, TicketMaterial.unit,
                      TicketMaterial.cost, TicketMaterial.id).where(
            TicketMaterial.estate_id == estate, TicketMaterial.ticket_id == ticket["id"]
        )  # fmt: skip
        materials = (await uow.execute(used.order_by(TicketMaterial.id))).mappings().all()
    ref: TicketRef | None = None
    left = list(materials)
    for event in events:
        actor = replace(
            actors[event["actor_id"]],
            name=event["actor_name"],
            houses=() if ticket["house_id"] is None else (ticket["house_id"],),
            _by_role={},
        )
        with clock.at(event["at"]):
            async with unit_of_work(database, Scope.of(actor)) as uow:
                if ref is None:
                    ref = (await report(actor, _report(ticket, event, actor), uow)).ticket
                    continue
                survey = await _waiting(database, ticket["group_id"], ref)
                told = Told(ref, event["sequence"] - 1, event, ticket, left, survey)
                use_case, of = USE_CASES[Action(event["action"])]
                await use_case(actor, of(told), uow)
        del left[: event["data"].get("materials", 0)]
    assert ref is not None
    return ref


def _report(ticket: RowMapping, event: RowMapping, actor: Actor) -> Report:
    """What was said then: the description as the first entry has it, the rest as it still is."""
    data, own = event["data"], actor.audience is Audience.RESIDENT
    read = data.get("proposed", {})
    return Report(
        estate_id=ticket["estate_id"],
        kind=None if "kind" in read else Kind(data["kind"]),
        channel=Channel(data["channel"]),
        content=ticket["content"],
        category_code=None if "category" in read else data["category"],
        urgency=None if "urgency" in read else Urgency(data["urgency"]),
        severity=ticket["severity"],
        house_id=ticket["house_id"],
        unknown_house=ticket["unknown_house"],
        place=ticket["place"],
        unknown_place=ticket["unknown_place"],
        requester_id=None if own else ticket["requester_id"],
        contact_name=ticket["contact_name"],
        contact_phone=ticket["contact_phone"],
        unknown_contact=ticket["unknown_contact"],
        occurred_at=ticket["occurred_at"],
        unknown_occurred=ticket["unknown_occurred"],
        received_at=datetime.fromisoformat(data["receivedAt"]),
        received_by=ticket["received_by"],
    )


async def _waiting(database: Database, group_id: int, ref: TicketRef) -> SurveyRef | None:
    async with unit_of_work(database, Scope.system(group_id, ref.estate_id)) as uow:
        found = await uow.execute(
            select(Survey.id).where(
                Survey.estate_id == ref.estate_id,
                Survey.ticket_id == ref.id,
                Survey.state == SurveyState.INVITED,
            )
        )
        key = found.scalar_one_or_none()
        return None if key is None else SurveyRef(ref.estate_id, key)


__all__ = ["USE_CASES", "relive"]
