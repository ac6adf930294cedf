"""Saying what a ticket is: kind, category, grade, marks (section B)."""

from dataclasses import dataclass, replace

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.estates.repository import estate_facts
from core.sla.history import data_of_description
from core.tickets import rules
from core.tickets.errors import TicketCode
from core.tickets.kinds import Kind, Nature, Severity, Urgency
from core.tickets.proposed import CONFIRMED
from core.tickets.refs import TicketRef
from core.tickets.repository import category
from core.tickets.step import Change, description, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Classify:
    """The whole classification; a complaint says whether it is repair-type or service-type."""

    ticket: TicketRef
    expected_version: int
    kind: Kind
    urgency: Urgency
    severity: Severity
    category_code: str | None = None
    nature: Nature | None = None
    needs_developer: bool = False
    important: bool = False
    note: str | None = None


async def classify(actor: Actor, new: Classify, uow: UnitOfWork) -> TicketRef:
    """Classified, or classified anew at any time before completion: open promises follow,
    by the policy in force now.

    Raises `NotFound` for a category the group does not have, CATEGORY_OF_OTHER_KIND,
    NATURE_REQUIRED and NATURE_NOT_FOR_KIND.
    """
    note = text.optional("note", new.note, rules.NOTE_MOST)
    code = text.optional("categoryCode", new.category_code, rules.NAME_MOST)
    taken = await take(actor, new.ticket, Action.CLASSIFY, new.expected_version, uow)
    by_category: Nature | None = None
    if code is not None:
        kind, by_category = await category(uow, taken.ticket.group_id, code)
        if kind is not new.kind:
            raise GuanjiaError(
                TicketCode.CATEGORY_OF_OTHER_KIND,
                field="categoryCode",
                details={"kind": kind.value},
            )
    nature = rules.nature_of(new.kind, new.nature, by_category, required=True)
    estate = await estate_facts(uow, new.ticket.estate_id)
    described = replace(
        description(taken.ticket, estate),
        kind=new.kind,
        urgency=new.urgency,
        category_code=code,
        severity=new.severity,
    )
    values = {
        "kind": new.kind,
        **CONFIRMED,
        "category_code": code,
        "nature": nature,
        "urgency": new.urgency,
        "severity": new.severity,
        "needs_developer": new.needs_developer,
        "important": new.important,
    }
    data = {
        **data_of_description(described, estate.policy),
        "nature": None if nature is None else nature.value,
        "needsDeveloper": new.needs_developer,
        "important": new.important,
    }
    made = Change(values, note, data, described=described, policy=estate.policy)
    return await finish(actor, taken, uow, made)


__all__ = ["Classify", "classify"]
