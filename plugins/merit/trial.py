"""How the plugin is tried out: an agent's commendation, with its facts and its rule."""

from datetime import timedelta

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.plugin.trial import Trial, TrialEstate, trial_ticket
from core.staff.models import Staff
from plugins.merit.cases.decide import OBJECTION_OVER
from plugins.merit.cases.models import MeritCase, MeritEvidence, MeritStep
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
    """Rows in every table, and the timer that ends the time for objecting."""
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
    uow.set_timer(OBJECTION_OVER, str(case), due, **tenant, case=str(case))


TRIAL = Trial(fill, "{ myMeritCases { nodes { grade points evidence { ticket { id } } } } }")

__all__ = ["TRIAL", "fill"]
