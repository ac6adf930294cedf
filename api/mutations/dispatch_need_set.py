"""dispatchNeedSet: whom a group sends to what (S-C2)."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import any_estate, perform
from api.mutations.dispatching import DispatchError
from api.types.dispatch import DispatchNeed
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.dispatch.arrange import SetNeed, set_need
from core.dispatch.errors import DispatchCode
from core.errors import GuanjiaError
from core.staff.models import Function, Skill
from core.tickets.kinds import Kind


@strawberry.input(description="A skill that is needed, from its level on.")
class NeededSkillInput:
    skill: Skill
    level: int = strawberry.field(description="1 (learning) to 5 (teaches it).")


@strawberry.input(description="Whom tickets of a kind need, in place of what was so far.")
class DispatchNeedSetInput:
    idempotency_key: str
    kind: Kind
    category_code: str | None = strawberry.field(
        description="For this category and those below it; left out: for the whole kind.",
        default=None,
    )
    functions: list[Function]
    skills: list[NeededSkillInput] = strawberry.field(description="All of these are needed.")
    minutes: int = strawberry.field(description="How long such work usually takes.", default=60)


@strawberry.type(description="The need as it now is, or why nothing was done.")
class DispatchNeedSetPayload:
    error_type: ClassVar[type[DispatchError]] = DispatchError

    need: DispatchNeed | None = answered()
    user_errors: list[DispatchError] = refusals()


async def dispatch_need_set(info: Info, input: DispatchNeedSetInput) -> DispatchNeedSetPayload:

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        skills = {each.skill: each.level for each in input.skills}
        if len(skills) != len(input.skills):
            raise GuanjiaError(DispatchCode.NEED_INVALID, field="skills")
        new = SetNeed(
            input.kind, input.category_code, tuple(input.functions), skills, input.minutes
        )
        return {"need": Key(actor.group_id, await set_need(actor, new, uow))}

    return await perform(info, DispatchNeedSetPayload, any_estate(info), input, work)


__all__ = ["DispatchNeedSetInput", "NeededSkillInput", "dispatch_need_set"]
