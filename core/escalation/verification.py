"""Joint verification 联合验收: with the developer, within 8 h of the handling (S-G4)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.escalation.begin import Beginning, Occasion, begin
from core.escalation.end import end
from core.escalation.errors import EscalationCode
from core.escalation.holders import Holders, seat
from core.escalation.kinds import Cause, Ending, EscalationState, Finding, VerificationState
from core.escalation.ledger import change, verification, verifications
from core.escalation.models import JointVerification
from core.escalation.repository import Matter, matter, runs
from core.escalation.versions import chains_at
from core.ids import new_id
from core.notify.tell import Telling, tell
from core.tickets.refs import TicketRef
from core.tickets.rules import NAME_MOST, RESULT_MOST, not_future

DUE = "escalation.verification"
"""The kind of the timers at which a joint verification is overdue."""

ASKED = "escalation.verification_asked"
RULE = "S-G4"

RECORDERS = frozenset(
    {Role.CS_AGENT, Role.BUTLER, Role.CS_SUPERVISOR, Role.DEPARTMENT_HEAD, Role.ESTATE_MANAGER}
)
"""Who records for the property company."""


@dataclass(frozen=True, slots=True)
class RecordVerification:
    """What both found; `developer_person` is who came for the developer."""

    estate_id: int
    id: UUID
    expected_version: int
    finding: Finding
    developer_person: str
    verified_at: datetime
    note: str | None = None


async def ask(uow: UnitOfWork, about: Matter, holders: Holders) -> None:
    """Owed from now on, once for each completion; the supervisor is told."""
    if any(each.round == about.reopened for each in await verifications(uow, about.ref)):
        return
    tenant = {"group_id": about.group_id, "estate_id": about.ref.estate_id}
    id_ = new_id()
    since = about.completed_at or uow.now
    due_at = since + (await chains_at(uow, about, since)).chains.verified_within
    uow.add(
        JointVerification,
        **tenant,
        id=id_,
        ticket_id=about.ref.id,
        round=about.reopened,
        state=VerificationState.OWED,
        due_at=due_at,
    )
    uow.set_timer(DUE, str(id_), due_at, **tenant, verification=str(id_))
    for person in seat(Role.CS_SUPERVISOR, await holders(uow, about.ref.estate_id)).people:
        await tell(
            uow,
            Telling(
                about.group_id,
                about.ref.estate_id,
                ASKED,
                person.recipient,
                key=f"verification:{id_}:{person.person}",
                values={"number": about.number, "due": due_at.isoformat()},
                ticket_id=about.ref.id,
            ),
        )


async def void(uow: UnitOfWork, about: Matter) -> None:
    """The ticket is at work again: what was owed on its completion is not."""
    for each in await verifications(uow, about.ref):
        if each.state is VerificationState.OWED:
            await change(
                uow, JointVerification, each.estate_id, each.id, state=VerificationState.VOID
            )


async def overdue(uow: UnitOfWork, estate_id: int, id_: UUID) -> None:
    """Escalated like any broken promise, unless it was recorded meanwhile."""
    found = await verification(uow, estate_id, id_)
    if found is None:
        return
    about = await matter(uow, TicketRef(estate_id, found.ticket_id), locked=True)
    found = await verification(uow, estate_id, id_)
    if about is None or found is None or found.state is not VerificationState.OWED:
        return
    await change(uow, JointVerification, estate_id, id_, overdue_at=found.due_at)
    why = Occasion(Cause.VERIFICATION, f"{RULE}:{found.round}", uow.now, RULE, found.round)
    in_force = await chains_at(uow, about, why.at)
    for chain in in_force.chains.begun_by(why.cause, about.grade):
        await begin(uow, Beginning(about, chain, in_force.version, why))


async def record_verification(actor: Actor, new: RecordVerification, uow: UnitOfWork) -> TicketRef:
    """Recorded, late or not; the ticket. What it found is for people to act on.

    Raises `NotFound`, `Conflict`, ALREADY_RECORDED, TIME_IN_FUTURE and `TextCode` refusals.
    """
    person = text.required("developerPerson", new.developer_person, NAME_MOST)
    note = text.optional("note", new.note, RESULT_MOST)
    seen = await verification(uow, new.estate_id, new.id)
    if seen is None or not actor.roles_at(new.estate_id) & RECORDERS:
        raise NotFound("verificationId")
    not_future("verifiedAt", new.verified_at, uow.now)
    ref = TicketRef(new.estate_id, seen.ticket_id)
    await matter(uow, ref, locked=True)
    found = await verification(uow, new.estate_id, new.id)
    assert found is not None
    if found.version != new.expected_version:
        raise Conflict(found.version)
    if found.state is not VerificationState.OWED:
        raise GuanjiaError(EscalationCode.ALREADY_RECORDED)
    await change(
        uow,
        JointVerification,
        new.estate_id,
        new.id,
        state=VerificationState.RECORDED,
        recorded_at=uow.now,
        recorded_by=actor.account_id,
        recorded_by_name=actor.name,
        verified_at=new.verified_at,
        developer_person=person,
        finding=new.finding,
        note=note,
    )
    uow.emit(
        "ticket.verified",
        group_id=found.group_id,
        estate_id=new.estate_id,
        subject_id=ref.id,
        finding=new.finding.value,
    )
    for each in await runs(uow, ref):
        verifying = each.cause is Cause.VERIFICATION and each.cause_round == found.round
        if verifying and each.state is EscalationState.RUNNING:
            await end(uow, each, Ending.SOLVED)
    return ref


__all__ = ["DUE", "RecordVerification", "ask", "overdue", "record_verification", "void"]
