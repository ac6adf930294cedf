"""What each step of a ticket changes and records: the values and data of its use case.

The rules themselves (who may, where it leads, which promises run) are the core's; what a step
writes beside them is written here again, for the bulk. A test lives tickets through the use cases
and compares every row.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core.complaints.stages import Stage
from core.sla.history import Described, Held, data_of_description, data_of_hold
from core.surveys.kinds import AnswerWay, Verdict
from core.surveys.rules import SHIPPED, Answer
from core.tickets.kinds import HoldReason, Kind, Nature, Outcome, Severity, Urgency
from core.tickets.proposed import CONFIRMED
from core.tickets.repository import Standing
from core.tickets.step import RELEASED, Change


def classified(
    was: Described,
    policy: UUID,
    kind: Kind,
    category: str,
    urgency: Urgency,
    *,
    nature: Nature | None,
    severity: Severity,
    needs_developer: bool,
    important: bool,
) -> Change:
    """CLASSIFY."""
    described = replace(was, kind=kind, urgency=urgency, category_code=category, severity=severity)
    values = {
        "kind": kind,
        "category_code": category,
        "nature": nature,
        "urgency": urgency,
        "severity": severity,
        "needs_developer": needs_developer,
        "important": important,
        **CONFIRMED,
    }
    data = {
        **data_of_description(described, policy),
        "nature": None if nature is None else nature.value,
        "needsDeveloper": needs_developer,
        "important": important,
    }
    return Change(values, None, data, described=described, policy=policy)


def dispatched(
    at: datetime, department_id: UUID, assignee_id: UUID | None, reason: str | None
) -> Change:
    """DISPATCH, by hand: the ranking was not asked."""
    values = {
        "department_id": department_id,
        "assignee_id": assignee_id,
        "dispatched_at": at,
        "accepted_at": None,
        "appointment_at": None,
    }
    data = {
        "department": str(department_id),
        "assignee": None if assignee_id is None else str(assignee_id),
    }
    return Change(values, reason, data)


def accepted(ticket: Standing, place_id: UUID) -> Change:
    """ACCEPT: what was given to a department becomes the ticket of the head who accepts it."""
    if ticket.assignee_id is not None:
        return Change()
    return Change({"assignee_id": place_id}, data={"assignee": str(place_id)})


def returned(ticket: Standing, reason: str) -> Change:
    """RETURN."""
    values = {
        "department_id": None,
        "assignee_id": None,
        "accepted_at": None,
        "appointment_at": None,
    }
    data = {
        "department": None if ticket.department_id is None else str(ticket.department_id),
        "assignee": None if ticket.assignee_id is None else str(ticket.assignee_id),
    }
    return Change(values, reason, data, public=False)


def investigated(
    stage: Stage, finding: str, responsible: UUID | None, attended: Sequence[UUID]
) -> Change:
    """INVESTIGATE."""
    data: dict[str, Any] = {"stage": stage.value}
    if responsible is not None:
        data["responsible"] = str(responsible)
    if attended:
        data["attended"] = [str(id_) for id_ in attended]
    return Change(note=finding, data=data, public=False)


def appointed(at: datetime, note: str | None) -> Change:
    """APPOINT."""
    return Change({"appointment_at": at}, note, {"at": at.isoformat()})


def held(ticket: Standing, reason: HoldReason, until: datetime, note: str) -> Change:
    """HOLD."""
    why = Held(reason, until)
    values = {"hold_reason": reason, "hold_until": until, "state_before_hold": ticket.state}
    return Change(values, note, data_of_hold(why), held=why)


def resumed(note: str | None) -> Change:
    """RESUME."""
    return Change(RELEASED, note)


def completed(result: str, labour_minutes: int, materials: int, finished_at: datetime) -> Change:
    """COMPLETE."""
    values = {
        "result": result,
        "labour_minutes": labour_minutes,
        "fee": None,
        "finished_at": finished_at,
        "outcome": None,
    }
    data = {
        "labourMinutes": labour_minutes,
        "materials": materials,
        "fee": None,
        "finishedAt": finished_at.isoformat(),
    }
    return Change(values, result, data, finished_at=finished_at)


def confirmed(outcome: Outcome, note: str | None) -> Change:
    """CONFIRM."""
    return Change({"outcome": outcome}, note, {"outcome": outcome.value})


def answered(survey_id: UUID, answer: Answer, way: AnswerWay, comment: str | None) -> Change:
    """ANSWER_SURVEY."""
    scores: Sequence[int] = answer.scores
    verdict = SHIPPED.verdict(answer)
    data = {
        "survey": str(survey_id),
        "satisfied": verdict is Verdict.SATISFIED,
        "verdict": verdict.value,
        "outcome": answer.outcome.value,
        "scores": list(scores),
        "way": way.value,
    }
    return Change({"outcome": answer.outcome}, comment, data)


def rejected(reason: str) -> Change:
    """REJECT."""
    return Change({"unjustified_reason": reason}, reason, public=False)


def explained(explanation: str) -> Change:
    """EXPLAIN, and the customer is persuaded."""
    values = {"result": explanation, "outcome": None}
    return Change(values, explanation, {"persuaded": True})


def not_persuaded(explanation: str, head_id: UUID, department_id: UUID) -> Change:
    """EXPLAIN, and the head of the department takes over."""
    values = {"assignee_id": head_id, "department_id": department_id}
    data = {"persuaded": False, "assignee": str(head_id), "department": str(department_id)}
    return Change(values, explanation, data)


def withdrawn(reason: str) -> Change:
    """WITHDRAW."""
    return Change(RELEASED, reason)


def commented(said: str, public: bool) -> Change:
    """COMMENT."""
    return Change(note=said, public=public)


__all__ = [
    "accepted",
    "answered",
    "appointed",
    "classified",
    "commented",
    "completed",
    "confirmed",
    "dispatched",
    "explained",
    "held",
    "investigated",
    "not_persuaded",
    "rejected",
    "resumed",
    "returned",
    "withdrawn",
]
