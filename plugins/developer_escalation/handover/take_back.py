"""The estate takes a matter back, or has gone on with it anyway: it is the developer's no more."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import Conflict
from core.escalation.kinds import Finding
from core.estates.rights import bump
from core.jobs.handlers import Event
from core.tickets.kinds import State
from core.tickets.refs import TicketRef
from core.tickets.repository import change, lock
from core.tickets.rules import NOTE_MOST
from core.tickets.step import TOPICS as STEPS
from core.tickets.transitions import Action
from plugins.developer_escalation import rights
from plugins.developer_escalation.handover import repository
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockKind,
    DeveloperClockState,
    HandOverAction,
    HandOverState,
    Side,
)
from plugins.developer_escalation.handover.record import SYSTEM, By, move
from plugins.developer_escalation.handover.repository import Handed
from plugins.developer_escalation.handover.ticket import come_back
from plugins.developer_escalation.handover.transitions import target
from plugins.developer_escalation.partners.people import people_of, tell_people
from plugins.developer_escalation.seeing import deputy
from tenants.roles import console

VERIFIED = "ticket.verified"
TOPICS = frozenset(
    {VERIFIED}
    | {STEPS[each] for each in (Action.RESUME, Action.COMPLETE, Action.CLOSE, Action.WITHDRAW)}
)
"""After these a ticket may be with the developer no longer, or its repair verified."""

FOUND = {Finding.PASSED: HandOverAction.PASS, Finding.DEFECTS: HandOverAction.FAIL}


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Why the estate does it itself after all."""

    estate_id: int
    id: UUID
    expected_version: int
    reason: str


async def take_back(actor: Actor, new: TakeBack, uow: UnitOfWork) -> None:
    """Taken back: the developer sees the ticket and its evidence no more.

    Raises `NotFound`, `Conflict`, HAND_OVER_STEP_NOT_ALLOWED and `TextCode` refusals.
    """
    rights.require(actor, new.estate_id, rights.HAND_OVER, "handOverId")
    reason = text.required("reason", new.reason, NOTE_MOST)
    seen = await repository.seen(uow, new.estate_id, new.id)
    async with as_system(uow, seen.group_id, seen.estate_id):
        ticket = await lock(uow, seen.ticket)
        handed = await repository.locked(uow, seen.estate_id, seen.id)
        if handed.version != new.expected_version:
            raise Conflict(handed.version)
        target(handed.state, HandOverAction.TAKE_BACK)
        told = "已从开发商收回，由物业继续处理"
        await come_back(deputy(actor, seen.estate_id), ticket, told, uow)
        await _ended(uow, handed, By.of(actor, Side.ESTATE), reason)


async def follow(uow: UnitOfWork, event: Event) -> None:
    """What has happened to the ticket happens to its hand-over."""
    ref = TicketRef(event.estate_id, event.subject_id)
    if await repository.latest(uow, ref) is None:
        return
    ticket = await lock(uow, ref)
    if event.topic == VERIFIED:
        handed = await repository.latest(uow, ref, HandOverState.REPAIRED)
        if handed is not None:
            handed = await repository.locked(uow, ref.estate_id, handed.id)
            await move(uow, handed, FOUND[Finding(event.payload["finding"])], SYSTEM)
        return
    handed = await repository.standing(uow, ref)
    if handed is not None and ticket.state is not State.ON_HOLD:
        handed = await repository.locked(uow, ref.estate_id, handed.id)
        await change(uow, ref, {"partner_id": None})
        await _ended(uow, handed, SYSTEM, None)


async def settle(uow: UnitOfWork, estate_id: int) -> None:
    """Everything that is with a developer comes back: the plugin is switched off."""
    for each in await repository.all_standing(uow, estate_id):
        ticket = await lock(uow, each.ticket)
        handed = await repository.locked(uow, estate_id, each.id)
        system = deputy(console(each.group_id), estate_id)
        await come_back(system, ticket, "开发商升级已停用，由物业继续处理", uow)
        await _ended(uow, handed, SYSTEM, None)


async def _ended(uow: UnitOfWork, handed: Handed, by: By, reason: str | None) -> None:
    """No longer with the developer: links to its evidence end with its people's rights."""
    await move(uow, handed, HandOverAction.TAKE_BACK, by, reason, {"reason": reason})
    for kind in DeveloperClockKind:
        await repository.end_clock(uow, handed, kind, DeveloperClockState.VOID, uow.now)
    people = await people_of(uow, handed.estate_id, handed.partner_id)
    await bump(uow, handed.group_id, people)
    await tell_people(
        uow,
        handed.group_id,
        handed.estate_id,
        handed.partner_id,
        "taken_back",
        str(handed.id),
        {"number": handed.number},
    )


__all__ = ["TOPICS", "TakeBack", "follow", "settle", "take_back"]
