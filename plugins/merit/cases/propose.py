"""Proposing a reward or a penalty, with its evidence (S-J3)."""

from dataclasses import dataclass, field
from uuid import UUID

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.ids import new_id
from plugins.merit import rights
from plugins.merit.cases import repository
from plugins.merit.cases.models import MeritCase, MeritEvidence
from plugins.merit.cases.repository import Person
from plugins.merit.cases.step import entry
from plugins.merit.configuration import configured
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.kinds import MeritAction, MeritGrade, MeritGround, MeritState
from plugins.merit.ladder import MOST_FEN

REASON_MOST = 1000
NOTE_MOST = 500
EVIDENCE_MOST = 50


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for it: a fact, a ticket, a promise, an answer, a statement."""

    fact_id: UUID | None = None
    ticket_id: UUID | None = None
    clock_id: UUID | None = None
    survey_id: UUID | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ProposeCase:
    """For whom, what, on which ground, and what speaks for it. `amount` is a bonus in fen."""

    estate_id: int
    staff_id: UUID
    grade: MeritGrade
    ground: MeritGround
    reason: str
    evidence: tuple[Evidence, ...]
    amount: int | None = None
    id: UUID = field(default_factory=new_id)


async def propose(actor: Actor, new: ProposeCase, uow: UnitOfWork) -> UUID:
    """Put it forward; it waits for the department's endorsement.

    Raises `NotFound`, MERIT_OWN_CASE, MERIT_EVIDENCE_REQUIRED, MERIT_EVIDENCE_USED,
    MERIT_GROUND_NOT_OF_GRADE and MERIT_AMOUNT_INVALID.
    """
    if actor.audience is not Audience.STAFF:
        raise NotFound("estateId")
    rights.require(actor, new.estate_id, rights.PROPOSE)
    about = await repository.person(uow, new.estate_id, new.staff_id)
    if about.id in actor.persons or about.account_id == actor.account_id:
        raise refuse(MeritCode.MERIT_OWN_CASE, "staffId")
    await put_forward(uow, actor.group_id, about, new, actor)
    return new.id


async def put_forward(
    uow: UnitOfWork,
    group_id: int,
    about: Person,
    new: ProposeCase,
    actor: Actor | None,
    rule_id: UUID | None = None,
) -> None:
    """Write the case, its evidence and the first entry of its history; by a rule without actor."""
    if new.ground.kind is not new.grade.kind:
        raise refuse(MeritCode.MERIT_GROUND_NOT_OF_GRADE, "ground")
    if (new.grade is MeritGrade.BONUS) is not (new.amount is not None) or not (
        0 < (new.amount or 1) <= MOST_FEN
    ):
        raise refuse(MeritCode.MERIT_AMOUNT_INVALID, "amount", most=MOST_FEN)
    evidence = await _checked(uow, new)
    settings = await configured(uow, new.estate_id)
    rung = settings.rung(new.grade)
    tenant = {"group_id": group_id, "estate_id": new.estate_id}
    uow.add(
        MeritCase,
        **tenant,
        id=new.id,
        staff_id=about.id,
        department_id=about.department_id,
        kind=new.grade.kind,
        grade=new.grade,
        ground=new.ground,
        amount=new.amount,
        points=rung.points,
        months=rung.months,
        reason=text.required("reason", new.reason, REASON_MOST),
        state=MeritState.PROPOSED,
        chain=[level.value for level in settings.chain(new.grade, new.amount)],
        rule_id=rule_id,
        proposed_at=uow.now,
        proposed_by=None if actor is None else actor.account_id,
    )
    for position, each in enumerate(evidence, 1):
        uow.add(
            MeritEvidence,
            **tenant,
            id=new_id(),
            case_id=new.id,
            position=position,
            fact_id=each.fact_id,
            ticket_id=each.ticket_id,
            clock_id=each.clock_id,
            survey_id=each.survey_id,
            note=each.note,
        )
    entry(
        uow,
        tenant,
        new.id,
        about.id,
        MeritAction.PROPOSE,
        actor,
        sequence=1,
        source=None,
        target=MeritState.PROPOSED,
        grade=new.grade,
    )


async def _checked(uow: UnitOfWork, new: ProposeCase) -> tuple[Evidence, ...]:
    kept = tuple(
        Evidence(
            each.fact_id,
            each.ticket_id,
            each.clock_id,
            each.survey_id,
            text.optional("evidence.note", each.note, NOTE_MOST),
        )
        for each in new.evidence[:EVIDENCE_MOST]
    )
    if not kept or Evidence() in kept:
        raise refuse(MeritCode.MERIT_EVIDENCE_REQUIRED, "evidence")
    facts = [each.fact_id for each in kept if each.fact_id is not None]
    unknown = await repository.missing(
        uow,
        new.estate_id,
        tickets=[each.ticket_id for each in kept if each.ticket_id is not None],
        clocks=[each.clock_id for each in kept if each.clock_id is not None],
        surveys=[each.survey_id for each in kept if each.survey_id is not None],
        facts=facts,
    )
    if unknown is not None:
        raise NotFound(f"evidence.{unknown}")
    if len(set(facts)) < len(facts) or await repository.used(uow, new.estate_id, facts):
        raise refuse(MeritCode.MERIT_EVIDENCE_USED, "evidence")
    return kept


__all__ = ["Evidence", "ProposeCase", "propose", "put_forward"]
