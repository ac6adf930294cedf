"""Correcting a locked card in the open: a row beside it that says what, why and by whom."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, NotFound
from core.ids import new_id
from core.notify.tell import Recipient
from core.staff.models import Staff
from plugins.merit import rights
from plugins.merit.appraisals import periods
from plugins.merit.appraisals.carry_over import Corrected, carry_over
from plugins.merit.appraisals.models import MeritCard, MeritCardLine, MeritCorrection
from plugins.merit.appraisals.rules import FULL, mean, total
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.telling import say

REASON_MOST = 500


@dataclass(frozen=True, slots=True)
class CorrectCard:
    """The score that an indicator should have had, in hundredths, and why.

    `expected_version` is 1 more than the corrections the caller has seen.
    """

    estate_id: int
    card_id: UUID
    expected_version: int
    code: str
    score: int
    reason: str


async def correct(actor: Actor, new: CorrectCard, uow: UnitOfWork) -> None:
    """Put the correction beside the card, which stays as it was locked; the person is told.

    A quarter and a year that were locked with it are corrected with it.

    Raises `NotFound`, `Conflict`, MERIT_OWN_CASE and MERIT_CORRECTION_INVALID.
    """
    rights.require(actor, new.estate_id, rights.CORRECT, "meritCardId")
    card = await uow.row(
        select(
            MeritCard.group_id,
            MeritCard.staff_id,
            MeritCard.month,
            MeritCard.points,
            MeritCard.total,
            Staff.account_id,
        )
        .join(Staff, (Staff.estate_id == MeritCard.estate_id) & (Staff.id == MeritCard.staff_id))
        .where(MeritCard.estate_id == new.estate_id, MeritCard.id == new.card_id)
    )
    if card is None:
        raise NotFound("meritCardId")
    if card["staff_id"] in actor.persons or card["account_id"] == actor.account_id:
        raise refuse(MeritCode.MERIT_OWN_CASE)
    reason = text.required("reason", new.reason, REASON_MOST)
    await periods.lock_people(uow, new.estate_id, card["staff_id"])
    scores, corrections = await _scores(uow, new.estate_id, new.card_id)
    if corrections + 1 != new.expected_version:
        raise Conflict(corrections + 1)
    if new.code not in scores:
        raise NotFound("code")
    before = scores[new.code][1]
    if not 0 <= new.score <= FULL or new.score == before:
        raise refuse(MeritCode.MERIT_CORRECTION_INVALID, "score")
    after = {**scores, new.code: (scores[new.code][0], new.score)}
    became = total(mean(list(after.values())), card["points"])
    await periods.put_beside(
        uow,
        MeritCorrection,
        {
            "group_id": card["group_id"],
            "estate_id": new.estate_id,
            "id": new_id(),
            "card_id": new.card_id,
            "sequence": corrections + 1,
            "code": new.code,
            "score_before": before,
            "score_after": new.score,
            "total_before": total(mean(list(scores.values())), card["points"]),
            "total_after": became,
            "reason": reason,
            "at": uow.now,
            "actor_id": actor.account_id,
            "actor_name": actor.name,
        },
    )
    what = Corrected(
        card["group_id"], new.estate_id, card["staff_id"], card["month"], became, reason
    )
    await carry_over(actor, what, uow)
    await say(
        uow,
        card["group_id"],
        new.estate_id,
        "merit.card_corrected",
        Recipient.staff(card["staff_id"]),
        f"{new.card_id}:{corrections + 1}",
        month=card["month"].strftime("%Y-%m"),
    )


async def _scores(
    uow: UnitOfWork, estate_id: int, card_id: UUID
) -> tuple[dict[str, tuple[int, int]], int]:
    """(weight, score) of each indicator as corrected so far, and how often that was."""
    lines = await uow.execute(
        select(MeritCardLine.code, MeritCardLine.weight, MeritCardLine.score).where(
            MeritCardLine.estate_id == estate_id, MeritCardLine.card_id == card_id
        )
    )
    scores = {row["code"]: (row["weight"], row["score"]) for row in lines.mappings()}
    corrected = await uow.execute(
        select(MeritCorrection.code, MeritCorrection.score_after)
        .where(MeritCorrection.estate_id == estate_id, MeritCorrection.card_id == card_id)
        .order_by(MeritCorrection.sequence)
    )
    rows = corrected.mappings().all()
    for row in rows:
        scores[row["code"]] = (scores[row["code"]][0], row["score_after"])
    return scores, len(rows)


__all__ = ["CorrectCard", "correct"]
