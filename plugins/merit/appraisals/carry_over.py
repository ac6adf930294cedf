"""A month that is corrected after its quarter was locked corrects that, too, in the open (S-K4)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.notify.tell import Recipient
from plugins.merit.appraisals import periods
from plugins.merit.appraisals.kinds import MeritPeriod
from plugins.merit.appraisals.models import MeritPeriodCorrection
from plugins.merit.appraisals.roll_up import Span
from plugins.merit.appraisals.rules import mean
from plugins.merit.telling import say


@dataclass(frozen=True, slots=True)
class Corrected:
    """Somebody's month whose total became another one, and why."""

    group_id: int
    estate_id: int
    staff_id: UUID
    month: date
    total: int
    reason: str


async def carry_over(actor: Actor, what: Corrected, uow: UnitOfWork) -> None:
    """Put a correction beside the quarter's card, and beside the year's; the person is told."""
    part, total = what.month, what.total
    for period in (MeritPeriod.QUARTER, MeritPeriod.YEAR):
        span = Span.around(period, what.month)
        card = await periods.period_card(uow, what.estate_id, what.staff_id, period, span.begins)
        if card is None or part not in card.parts:
            return
        weight, before = card.parts[part]
        was = mean(list(card.parts.values()))
        became = mean(list({**card.parts, part: (weight, total)}.values()))
        assert was is not None
        assert became is not None
        if before == total:
            return
        sequence = card.corrections + 1
        await periods.put_beside(
            uow,
            MeritPeriodCorrection,
            {
                "group_id": what.group_id,
                "estate_id": what.estate_id,
                "id": new_id(),
                "card_id": card.id,
                "sequence": sequence,
                "part": part,
                "part_before": before,
                "part_after": total,
                "total_before": was,
                "total_after": became,
                "reason": what.reason,
                "at": uow.now,
                "actor_id": actor.account_id,
                "actor_name": actor.name,
            },
        )
        await say(
            uow,
            what.group_id,
            what.estate_id,
            "merit.period_corrected",
            Recipient.staff(what.staff_id),
            f"{card.id}:{sequence}",
            period=span.title,
        )
        part, total = span.begins, became


__all__ = ["Corrected", "carry_over"]
