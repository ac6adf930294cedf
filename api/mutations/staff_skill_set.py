"""staffSkillSet: what somebody can do, how well, and until when it is certified (S-K2)."""

from datetime import date

import strawberry
from strawberry.types.info import Info

from api.mutations.staffing import StaffPayload, on_staff
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.staff.models import Skill
from core.staff.skills import SetSkill, set_skill
from core.tickets.refs import TicketRef


@strawberry.input(description="A skill, in place of what was known of it.")
class StaffSkillSetInput:
    idempotency_key: str
    staff_id: strawberry.ID
    skill: Skill
    level: int = strawberry.field(description="1 (learning) to 5 (teaches it).")
    certificate: str | None = None
    expires_on: date | None = strawberry.field(
        description="The last day the certificate holds; dispatch counts on it until then.",
        default=None,
    )


async def staff_skill_set(info: Info, input: StaffSkillSetInput) -> StaffPayload:
    async def work(actor: Actor, staff: TicketRef, uow: UnitOfWork) -> None:
        new = SetSkill(
            staff.estate_id,
            staff.id,
            input.skill,
            input.level,
            input.certificate,
            input.expires_on,
        )
        await set_skill(actor, new, uow)

    return await on_staff(info, input, work)


__all__ = ["StaffSkillSetInput", "staff_skill_set"]
