"""Dispatch: from the front desk to a department and a person (S-C1 to S-C3)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.dispatch.candidates import candidates_for
from core.dispatch.choice import Choice
from core.dispatch.kinds import WANTS_REASONS
from core.dispatch.settings import setting_of
from core.errors import GuanjiaError, NotFound
from core.staff.repository import department_exists, find_colleague
from core.tickets import rules
from core.tickets.errors import TicketCode
from core.tickets.kinds import Kind
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action

TO_A_PERSON = frozenset({Kind.REPAIR})
"""Kinds that name the person; others may go to a department alone (S-C3)."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """To whom, and why to them. The department follows from the person where it is left out.

    `choice` is the ranking's word on the person, where the caller has asked for it already.
    """

    ticket: TicketRef
    expected_version: int
    department_id: UUID | None = None
    assignee_id: UUID | None = None
    reason: str | None = None
    choice: Choice | None = None


async def dispatch(actor: Actor, new: Dispatch, uow: UnitOfWork) -> TicketRef:
    """Dispatched; the choice, its rank among the candidates and its reason are kept (S-C2).

    Raises `NotFound` for departments and people who are not the estate's or have left,
    ASSIGNEE_REQUIRED for a repair that names no person (or anything that names nobody),
    ASSIGNEE_OF_OTHER_DEPARTMENT, and REASON_REQUIRED for passing over somebody clearly better
    without a word, where the estate dispatches by proposal.
    """
    reason = text.optional("reason", new.reason, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.DISPATCH, new.expected_version, uow)
    department_id = await _department(new, taken.ticket.kind, uow)
    choice = await _choice(new, reason, uow)
    values = {
        "department_id": department_id,
        "assignee_id": new.assignee_id,
        "dispatched_at": uow.now,
        "accepted_at": None,
        "appointment_at": None,
    }
    data: dict[str, Any] = {
        "department": str(department_id),
        "assignee": None if new.assignee_id is None else str(new.assignee_id),
    }
    if choice is not None:
        data["choice"] = choice.data()
    return await finish(actor, taken, uow, Change(values, reason, data))


async def _choice(new: Dispatch, reason: str | None, uow: UnitOfWork) -> Choice | None:
    """Where the ranking has the person named."""
    if new.assignee_id is None or new.choice is not None:
        return new.choice
    choice = Choice.of(await candidates_for(uow, new.ticket), new.assignee_id)
    if reason is None and choice.overrides:
        setting = await setting_of(uow, new.ticket.estate_id)
        if setting.mode in WANTS_REASONS:
            assert choice.best is not None
            raise GuanjiaError(
                TicketCode.REASON_REQUIRED,
                field="reason",
                details={"rank": 0 if choice.chosen is None else choice.chosen.rank},
            )
    return choice


async def _department(new: Dispatch, kind: Kind, uow: UnitOfWork) -> UUID:
    estate_id = new.ticket.estate_id
    if new.assignee_id is None:
        if new.department_id is None or kind in TO_A_PERSON:
            raise GuanjiaError(TicketCode.ASSIGNEE_REQUIRED, field="assigneeId")
        if not await department_exists(uow, estate_id, new.department_id):
            raise NotFound("departmentId")
        return new.department_id
    chosen = await find_colleague(uow, estate_id, new.assignee_id, uow.now)
    if chosen is None:
        raise NotFound("assigneeId")
    if new.department_id not in (None, chosen.department_id):
        raise GuanjiaError(TicketCode.ASSIGNEE_OF_OTHER_DEPARTMENT, field="assigneeId")
    return chosen.department_id


__all__ = ["TO_A_PERSON", "Dispatch", "dispatch"]
