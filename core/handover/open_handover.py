"""The outgoing shift signs its list of open work (S-M1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.handover.errors import HandoverCode
from core.handover.models import Handover, HandoverLine
from core.handover.open_work import open_work
from core.ids import new_id
from core.staff.duties import duty_now
from core.staff.repository import department_exists, own_place

NOTE_MOST = 2_000
UNSIGNED = "handover.unsigned"
"""The kind of the timers by which a handover nobody signed for is found out."""

GRACE = timedelta(minutes=15)
"""After the shift's end: so long the incoming side has to look the list through."""


@dataclass(frozen=True, slots=True)
class OpenHandover:
    """For a department, or (None) the whole estate. `shift_ends_at`: unless the roster says."""

    estate_id: int
    department_id: UUID | None = None
    shift_ends_at: datetime | None = None
    note: str | None = None


async def open_handover(actor: Actor, new: OpenHandover, uow: UnitOfWork) -> UUID:
    """The list as it is now, signed by the actor; the handover's id.

    Raises `NotFound`, NOT_ON_STAFF_HERE, and SHIFT_END_UNKNOWN for who is not on the roster now.
    """
    note = text.optional("note", new.note, NOTE_MOST)
    if not actor.roles_at(new.estate_id):
        raise NotFound("estateId")
    outgoing = await own_place(uow, new.estate_id, actor.persons, uow.now)
    if outgoing is None:
        raise GuanjiaError(HandoverCode.NOT_ON_STAFF_HERE, field="estateId")
    if new.department_id is not None and not await department_exists(
        uow, new.estate_id, new.department_id
    ):
        raise NotFound("departmentId")
    ends = new.shift_ends_at or await duty_now(uow, new.estate_id, outgoing.id)
    if ends is None:
        raise GuanjiaError(HandoverCode.SHIFT_END_UNKNOWN, field="shiftEndsAt")
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    handover_id = new_id()
    uow.add(
        Handover,
        **tenant,
        id=handover_id,
        department_id=new.department_id,
        outgoing_id=outgoing.id,
        opened_at=uow.now,
        shift_ends_at=ends,
        note=note,
    )
    for line in await open_work(uow, new.estate_id, new.department_id):
        uow.add(
            HandoverLine,
            **tenant,
            id=new_id(),
            handover_id=handover_id,
            position=line.position,
            kind=line.kind,
            title=line.title,
            due_at=line.due_at,
            ticket_id=line.ticket_id,
            ticket_version=line.ticket_version,
            state=line.state,
            urgency=line.urgency,
            assignee_id=line.assignee_id,
            source=line.source,
        )
    uow.set_timer(
        UNSIGNED,
        str(handover_id),
        max(ends, uow.now) + GRACE,
        **tenant,
        handover=str(handover_id),
    )
    uow.emit("handover.opened", **tenant, subject_id=handover_id)
    return handover_id


__all__ = ["GRACE", "NOTE_MOST", "UNSIGNED", "OpenHandover", "open_handover"]
