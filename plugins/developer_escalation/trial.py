"""How the plugin is tried out: a developer, a warranty, a ticket handed over and repaired."""

from datetime import timedelta

from core.db.unit_of_work import UnitOfWork
from core.files.models import Attachment
from core.ids import new_id
from core.plugin.trial import Trial, TrialEstate, trial_ticket
from plugins.developer_escalation.costs.kinds import CostState
from plugins.developer_escalation.costs.models import CostClaim
from plugins.developer_escalation.handover.clocks import DUE
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockKind,
    DeveloperClockState,
    HandOverAction,
    HandOverState,
    Side,
)
from plugins.developer_escalation.handover.models import (
    DeveloperClock,
    EvidenceFile,
    HandOver,
    HandOverEvent,
    Upload,
)
from plugins.developer_escalation.partners.models import Developer, Member
from plugins.developer_escalation.warranty.kinds import Component, WarrantyState
from plugins.developer_escalation.warranty.models import Warranty, WarrantyStart, WarrantyTerm
from plugins.developer_escalation.weekly.models import WeeklyLine, WeeklyList


async def fill(uow: UnitOfWork, estate: TrialEstate) -> None:
    """Rows in every table, and the timer of a developer's clock."""
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    ticket = await trial_ticket(uow, estate)
    await uow.flush()
    company, term, handed, file, clock, weekly = (new_id() for _ in range(6))
    account, today, due = estate.agent.actor.account_id, uow.now.date(), timedelta(days=1)
    of = {"partner_id": company}
    of_hand_over = {**of, "hand_over_id": handed}
    uow.add(Developer, **tenant, id=company, name=f"和苑置业 {company.hex}", registered_at=uow.now)
    uow.add(Member, **tenant, **of, id=new_id(), account_id=account, name="李工", joined_at=uow.now)
    uow.add(
        WarrantyTerm,
        **tenant,
        **of,
        id=term,
        component=Component.PLUMBING,
        categories=["repair.water"],
        months=24,
        valid_from=today,
        set_at=uow.now,
    )
    uow.add(
        WarrantyStart,
        **tenant,
        id=new_id(),
        house_id=estate.houses[0],
        starts_on=today,
        set_at=uow.now,
    )
    uow.add(
        Warranty,
        **tenant,
        **of,
        id=new_id(),
        ticket_id=ticket,
        term_id=term,
        component=Component.PLUMBING,
        state=WarrantyState.HANDED_OVER,
        starts_on=today,
        ends_on=today + timedelta(days=730),
        found_at=uow.now,
    )
    uow.add(
        HandOver,
        **tenant,
        **of,
        id=handed,
        ticket_id=ticket,
        number="T1",
        state=HandOverState.REPAIRED,
        report="厨房渗水",
        place="1-1-101",
        handed_at=uow.now,
        handed_by=account,
        response_due_at=uow.now + due,
        repair_by=uow.now + due,
    )
    uow.add(
        HandOverEvent,
        **tenant,
        **of_hand_over,
        id=new_id(),
        sequence=1,
        at=uow.now,
        action=HandOverAction.HAND_OVER,
        side=Side.ESTATE,
        to_state=HandOverState.HANDED,
        actor_id=account,
        actor_name="陈静",
    )
    uow.add(
        Attachment,
        **tenant,
        id=file,
        ticket_id=ticket,
        account_id=account,
        name="渗水.jpg",
        media_type="image/jpeg",
        size=3,
        created_at=uow.now,
        stored_at=uow.now,
    )
    named = {"name": "渗水.jpg", "media_type": "image/jpeg", "size": 3}
    chosen = {"side": Side.ESTATE, "step": HandOverAction.HAND_OVER}
    uow.add(
        EvidenceFile, **tenant, **of_hand_over, id=new_id(), attachment_id=file, **chosen, **named
    )
    coming = {"name": "验收.jpg", "size": 3, "created_at": uow.now}
    uow.add(Upload, **tenant, **of_hand_over, id=new_id(), account_id=account, **coming)
    uow.add(
        DeveloperClock,
        **tenant,
        **of_hand_over,
        id=clock,
        kind=DeveloperClockKind.REPAIR,
        state=DeveloperClockState.KEPT,
        started_at=uow.now,
        due_at=uow.now + due,
        ended_at=uow.now,
    )
    uow.add(
        CostClaim,
        **tenant,
        **of_hand_over,
        id=new_id(),
        ticket_id=ticket,
        state=CostState.CLAIMED,
        amount=8_000,
        reason="代为抢修",
        claimed_at=uow.now,
    )
    figures = dict.fromkeys(("handed", "refused", "repaired", "broken", "open"), 1)
    monday = today - timedelta(days=today.weekday() + 70)
    uow.add(WeeklyList, **tenant, **of, id=weekly, week_of=monday, drawn_up_at=uow.now, **figures)
    uow.add(
        WeeklyLine,
        **tenant,
        **of_hand_over,
        id=new_id(),
        weekly_list_id=weekly,
        state=HandOverState.HANDED,
        overdue=False,
    )
    uow.set_timer(DUE, str(clock), uow.now + due, **tenant, clock=str(clock))


TRIAL = Trial(fill, "{ developerHandOvers { nodes { number state events { action } } } }")

__all__ = ["TRIAL", "fill"]
