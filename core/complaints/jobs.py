"""A complaint that is completed with stages missing comes to the supervisor's eyes (S-D5)."""

from core.actor import Role
from core.complaints.repository import complaint, stages_recorded
from core.complaints.stages import missing
from core.db.unit_of_work import UnitOfWork
from core.escalation.holders import Holders, seat
from core.jobs.handlers import Consumer, Event, Jobs
from core.notify.tell import Telling, tell
from core.tickets.kinds import Kind
from core.tickets.refs import TicketRef
from core.tickets.step import TOPICS
from core.tickets.transitions import Action

CONSUMER = "complaints.unfinished"


def jobs(holders: Holders) -> Jobs:
    """The jobs; `holders` tells who holds which role at an estate."""

    async def look_through(uow: UnitOfWork, event: Event) -> None:
        if event.payload["kind"] != Kind.COMPLAINT:
            return
        ref = TicketRef(event.estate_id, event.subject_id)
        found = await complaint(uow, ref)
        if found is None:
            return
        lacking = missing(found.nature, await stages_recorded(uow, ref))
        if not lacking:
            return
        seated = seat(Role.CS_SUPERVISOR, await holders(uow, event.estate_id))
        for person in seated.people:
            telling = Telling(
                found.group_id,
                event.estate_id,
                "complaint.unfinished",
                person.recipient,
                key=f"complaint.unfinished:{ref.id}:{found.reopened}:{person.person}",
                values={"number": found.number, "missing": "、".join(lacking)},
                ticket_id=ref.id,
            )
            await tell(uow, telling)

    completed = frozenset({TOPICS[Action.COMPLETE]})
    return Jobs(consumers=(Consumer(CONSUMER, completed, look_through),))


__all__ = ["CONSUMER", "jobs"]
