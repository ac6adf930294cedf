"""How every step of a hand-over is kept: the row, its history, the outbox; and who is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.escalation.holders import seat
from core.ids import new_id
from core.notify.tell import Telling, tell
from plugins.developer_escalation.handover import repository
from plugins.developer_escalation.handover.kinds import HandOverAction, HandOverState, Side
from plugins.developer_escalation.handover.models import HandOverEvent
from plugins.developer_escalation.handover.repository import Handed
from plugins.developer_escalation.handover.transitions import STANDING, target
from tenants.holders import holders_at

CHANGED = "developer_escalation.hand_over_changed"
"""The topic of every step. The payload has action, state and version, and nobody's words."""


@dataclass(frozen=True, slots=True)
class By:
    """Whose step it is; nobody's own where the system finds that it has happened."""

    side: Side
    account_id: UUID | None = None
    name: str = "系统"

    @classmethod
    def of(cls, actor: Actor, side: Side) -> "By":
        """A step of somebody's."""
        return cls(side, actor.account_id, actor.name)


SYSTEM = By(Side.SYSTEM)


async def move(
    uow: UnitOfWork,
    handed: Handed,
    action: HandOverAction,
    by: By,
    note: str | None = None,
    values: Mapping[str, Any] | None = None,
) -> HandOverState:
    """Take a step with a hand-over that is locked; where it leads.

    Raises HAND_OVER_STEP_NOT_ALLOWED.
    """
    to = target(handed.state, action)
    ended = {"ended_at": uow.now} if to not in STANDING and handed.state in STANDING else {}
    await repository.change(uow, handed, {"state": to, **ended, **(values or {})})
    await entered(uow, handed, action, to, by, note)
    return to


async def entered(
    uow: UnitOfWork,
    handed: Handed,
    action: HandOverAction,
    to: HandOverState,
    by: By,
    note: str | None,
) -> None:
    """The history entry and the outbox event of a step."""
    tenant = {"group_id": handed.group_id, "estate_id": handed.estate_id}
    sequence = await repository.next_sequence(uow, handed)
    uow.add(
        HandOverEvent,
        **tenant,
        id=new_id(),
        hand_over_id=handed.id,
        partner_id=handed.partner_id,
        sequence=sequence,
        at=uow.now,
        action=action,
        side=by.side,
        to_state=to,
        actor_id=by.account_id,
        actor_name=by.name,
        note=note,
    )
    uow.emit(
        CHANGED,
        **tenant,
        subject_id=handed.id,
        ticket=str(handed.ticket_id),
        action=action.value,
        state=to.value,
        sequence=sequence,
    )
    await uow.flush()


async def tell_estate(
    uow: UnitOfWork, handed: Handed, template: str, values: Mapping[str, str]
) -> None:
    """Tell the estate's CS supervisor; the transaction is the system's."""
    people = seat(Role.CS_SUPERVISOR, await holders_at(uow, handed.estate_id)).people
    key = await repository.next_sequence(uow, handed)
    for person in people:
        await tell(
            uow,
            Telling(
                handed.group_id,
                handed.estate_id,
                f"developer_escalation.{template}",
                person.recipient,
                key=f"developer_escalation.{template}:{handed.id}:{key}:{person.person}",
                values=values,
                ticket_id=handed.ticket_id,
            ),
        )


__all__ = ["CHANGED", "SYSTEM", "By", "entered", "move", "tell_estate"]
