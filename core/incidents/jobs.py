"""What incidents have the workers do: carry a lead's steps over, and find another lead."""

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.incidents.follow import FOLLOWED, follow, system_at
from core.incidents.repository import (
    change_incident,
    hand_followers,
    incident_led_by,
    joined_to,
    lock_incident,
)
from core.jobs.handlers import Consumer, Event, Jobs
from core.tickets.refs import TicketRef
from core.tickets.step import TOPICS, Change, finish, take
from core.tickets.transitions import Action

STEPPED = "incident.stepped"
"""The topic that tells one joined ticket that its lead has moved on."""

GIVEN_UP = frozenset({TOPICS[Action.WITHDRAW], TOPICS[Action.REJECT]})
"""After these no work is done on a lead; what has joined it needs another."""


async def tell_followers(uow: UnitOfWork, event: Event) -> None:
    """Each joined ticket follows in a transaction of its own: one that cannot holds up no other."""
    lead = TicketRef(event.estate_id, event.subject_id)
    for ticket_id in await joined_to(uow, lead):
        uow.emit(STEPPED, group_id=event.group_id, estate_id=event.estate_id, subject_id=ticket_id)


async def keep_up(uow: UnitOfWork, event: Event) -> None:
    """Idempotent: a ticket that has followed to the end finds nothing to do."""
    try:
        await follow(uow, TicketRef(event.estate_id, event.subject_id))
    except NotFound:
        return  # erased since


async def hand_over(uow: UnitOfWork, event: Event) -> None:
    """The lead was given up: who reported next leads, and nobody's report waits unseen (S-C5)."""
    lead = TicketRef(event.estate_id, event.subject_id)
    incident_id = await incident_led_by(uow, lead)
    if incident_id is None:
        return
    held = await lock_incident(uow, event.estate_id, incident_id)
    joined = await joined_to(uow, lead)
    if held.lead_id != lead.id or not joined:
        return
    next_ = TicketRef(event.estate_id, joined[0])
    actor = system_at(event.group_id, event.estate_id)
    taken = await take(actor, next_, Action.LEAVE, None, uow)
    values = {"lead_id": None, "followed": None}
    data = {"incident": str(incident_id), "leads": True}
    await finish(actor, taken, uow, Change(values, data=data, public=False))
    await hand_followers(uow, event.estate_id, lead.id, next_.id)
    await change_incident(uow, event.estate_id, held, lead_id=next_.id)


JOBS = Jobs(
    consumers=(
        Consumer(
            "incidents.tell_followers",
            frozenset(TOPICS[action] for action in FOLLOWED),
            tell_followers,
        ),
        Consumer("incidents.keep_up", frozenset({STEPPED}), keep_up),
        Consumer("incidents.hand_over", GIVEN_UP, hand_over),
    )
)

__all__ = ["JOBS", "STEPPED", "hand_over", "keep_up", "tell_followers"]
