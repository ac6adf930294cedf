"""policyAdopt: a new policy of service promises, from some time on (S-D7)."""

from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry.scalars import JSON
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import any_estate, perform
from api.mutations.promising import PolicyError
from api.mutations.tickets import estate_in
from api.types.policies import PolicyVersion
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.sla.draft import Draft
from tenants.adopt_policy import AdoptPolicy, adopt_policy
from tenants.adopting import Adoption


@strawberry.input(description="One of `document`, `edits` and `above` says what is adopted.")
class PolicyAdoptInput:
    idempotency_key: str
    estate_id: strawberry.ID | None = strawberry.field(
        description="Left out: for the whole group.", default=None
    )
    document: JSON | None = strawberry.field(
        description="A whole policy, as `policy { document }` shows one.", default=None
    )
    edits: list[JSON] | None = strawberry.field(
        description="Or single targets, in place of those for the same tickets: "
        '`{"rule": "S-D7", "kinds": ["REPAIR"], "duration": {"hours": 3}}`.',
        default=None,
    )
    above: bool = strawberry.field(
        description="Or back to the policy above: the group's, or the shipped one.", default=False
    )
    effective_from: datetime | None = strawberry.field(
        description="Left out: now. Never in the past.", default=None
    )
    note: str = strawberry.field(description="Why.")
    expected_version: int = strawberry.field(
        description="The number of the last version of this estate or group; 0 where none is."
    )


@strawberry.type(description="The version adopted, or why nothing was done.")
class PolicyAdoptPayload:
    error_type: ClassVar[type[PolicyError]] = PolicyError

    version: PolicyVersion | None = answered()
    user_errors: list[PolicyError] = refusals()


async def policy_adopt(info: Info, input: PolicyAdoptInput) -> PolicyAdoptPayload:
    own = None if input.estate_id is None else estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = AdoptPolicy(
            Adoption(own, input.expected_version, input.note, input.effective_from),
            Draft(input.document, input.edits),
            input.above,
        )
        return {"version": Key(actor.group_id, await adopt_policy(actor, new, uow))}

    return await perform(
        info, PolicyAdoptPayload, any_estate(info) if own is None else own, input, work
    )


__all__ = ["PolicyAdoptInput", "PolicyAdoptPayload", "policy_adopt"]
