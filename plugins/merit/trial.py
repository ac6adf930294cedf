"""How the plugin is tried out: an agent's commendation, and a score card."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.plugin.trial import Trial, TrialEstate, trial_ticket
from core.staff.models import Staff
from plugins.merit.appraisals.kinds import MeritMeasure, MeritPeriod
from plugins.merit.appraisals.models import (
    MeritCard,
    MeritCardLine,
    MeritCorrection,
    MeritIndicator,
    MeritPeriodCard,
    MeritPeriodCorrection,
    MeritPeriodPart,
)
from plugins.merit.cases.decide import OBJECTION_OVER
from plugins.merit.cases.models import MeritCase, MeritEvidence, MeritStep
from plugins.merit.cases.unheard import HEARING_OVERDUE
from plugins.merit.effects.hand_over import EFFECT_OVERDUE
from plugins.merit.effects.kinds import MeritDoer, MeritEffectKind, MeritEffectState
from plugins.merit.effects.models import MeritEffect
from plugins.merit.facts.models import MeritFact, MeritRule
from plugins.merit.kinds import (
    FactKind,
    MeritAction,
    MeritGrade,
    MeritGround,
    MeritKind,
    MeritLevel,
    MeritState,
)


async def fill(uow: UnitOfWork, estate: TrialEstate) -> None:
    """Rows in every table, and the timers that end the times for objecting and for hearing it."""
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    ticket = await trial_ticket(uow, estate)
    await uow.flush()
    of = select(Staff.department_id).where(
        Staff.estate_id == estate.id, Staff.id == estate.agent.id
    )
    person = {
        "staff_id": estate.agent.id,
        "department_id": (await uow.execute(of)).scalar_one(),
    }
    case, fact, rule = new_id(), new_id(), new_id()
    uow.add(
        MeritRule,
        **tenant,
        id=rule,
        code=f"TRIAL-{rule.hex}",
        title="客户致谢",
        fact=FactKind.THANKS,
        times=1,
        days=30,
        grade=MeritGrade.COMMENDATION,
        ground=MeritGround.OUTSTANDING_WORK,
        set_at=uow.now,
    )
    uow.add(
        MeritFact,
        **tenant,
        **person,
        id=fact,
        kind=FactKind.THANKS,
        key=str(ticket),
        at=uow.now,
        ticket_id=ticket,
        note="锦旗一面",
    )
    due = uow.now + timedelta(days=1)
    uow.add(
        MeritCase,
        **tenant,
        **person,
        id=case,
        kind=MeritKind.REWARD,
        grade=MeritGrade.COMMENDATION,
        ground=MeritGround.OUTSTANDING_WORK,
        points=2,
        months=6,
        reason="客户致谢",
        state=MeritState.TOLD,
        version=4,
        chain=[MeritLevel.COMPANY.value],
        approvals=1,
        rule_id=rule,
        proposed_at=uow.now,
        told_at=uow.now,
        objection_until=due,
    )
    uow.add(
        MeritEvidence,
        **tenant,
        id=new_id(),
        case_id=case,
        position=1,
        fact_id=fact,
        ticket_id=ticket,
    )
    uow.add(
        MeritStep,
        **tenant,
        id=new_id(),
        case_id=case,
        staff_id=estate.agent.id,
        sequence=4,
        at=uow.now,
        action=MeritAction.APPROVE,
        from_state=MeritState.ENDORSED,
        to_state=MeritState.TOLD,
        told=True,
    )
    effect = new_id()
    uow.add(
        MeritEffect,
        **tenant,
        **person,
        id=effect,
        case_id=case,
        number=9,  # of an earlier decision: its own begin when the time for objecting is over
        kind=MeritEffectKind.PRAISE,
        doer=MeritDoer.DEPARTMENT,
        state=MeritEffectState.DUE,
        begun_at=uow.now,
        due_at=due,
    )
    uow.set_timer(EFFECT_OVERDUE, str(effect), due, **tenant, effect=str(effect))
    _card(uow, tenant, person)
    for kind in (OBJECTION_OVER, HEARING_OVERDUE):
        uow.set_timer(kind, str(case), due, **tenant, case=str(case))


def _card(uow: UnitOfWork, tenant: dict[str, int], person: dict[str, UUID]) -> None:
    """An indicator, a month scored by it, and a correction."""
    card = new_id()
    measured = {"title": "客户致谢", "measure": MeritMeasure.THANKS, "weight": 10}
    uow.add(
        MeritIndicator,
        **tenant,
        **measured,
        id=new_id(),
        code=f"TRIAL-{card.hex}",
        zero_at=0,
        full_at=2,
        set_at=uow.now,
    )
    uow.add(
        MeritCard,
        **tenant,
        **person,
        id=card,
        month=date(2020, 1, 1),
        score=5_000,
        points=0,
        total=5_000,
        locked_at=uow.now,
    )
    line = {"code": f"TRIAL-{card.hex}", "card_id": card}
    uow.add(MeritCardLine, **tenant, **measured, **line, id=new_id(), measured=1, score=5_000)
    uow.add(
        MeritCorrection,
        **tenant,
        **line,
        id=new_id(),
        sequence=1,
        score_before=5_000,
        score_after=10_000,
        total_before=5_000,
        total_after=10_000,
        reason="漏记一次致谢",
        at=uow.now,
        actor_id=new_id(),
        actor_name="高伟",
    )
    _period(uow, tenant, person)


def _period(uow: UnitOfWork, tenant: dict[str, int], person: dict[str, UUID]) -> None:
    """A quarter made of that month, and what its correction made of it."""
    card, begins = new_id(), date(2020, 1, 1)
    uow.add(
        MeritPeriodCard,
        **tenant,
        **person,
        id=card,
        period=MeritPeriod.QUARTER,
        begins=begins,
        total=5_000,
        locked_at=uow.now,
    )
    of = {"id": new_id(), "card_id": card}
    uow.add(MeritPeriodPart, **tenant, **of, begins=begins, weight=1, total=5_000)
    uow.add(
        MeritPeriodCorrection,
        **tenant,
        **of,
        sequence=1,
        part=begins,
        part_before=5_000,
        part_after=10_000,
        total_before=5_000,
        total_after=10_000,
        reason="漏记一次致谢",
        at=uow.now,
        actor_id=new_id(),
        actor_name="高伟",
    )


TRIAL = Trial(fill, "{ myMeritCases { nodes { grade points evidence { ticket { id } } } } }")

__all__ = ["TRIAL", "fill"]
