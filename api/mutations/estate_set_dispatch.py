"""estateSetDispatch: how an estate dispatches (S-C2)."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.dispatching import DispatchError
from api.mutations.tickets import estate_in
from api.types.dispatch import DispatchSetting
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.dispatch.kinds import DispatchMode
from core.dispatch.rules import THRESHOLD
from core.dispatch.settings import SetDispatch, set_dispatch


@strawberry.input(description="How an estate dispatches, from now on.")
class EstateSetDispatchInput:
    idempotency_key: str
    estate_id: strawberry.ID
    mode: DispatchMode
    threshold: int = strawberry.field(
        description="Of a hundred: below it the system sends nobody by itself.", default=THRESHOLD
    )
    expected_version: int = strawberry.field(
        description="The setting's version you last read; 0 where there was none."
    )


@strawberry.type(description="The setting as it now is, or why nothing was done.")
class EstateSetDispatchPayload:
    error_type: ClassVar[type[DispatchError]] = DispatchError

    dispatch: DispatchSetting | None = answered()
    user_errors: list[DispatchError] = refusals()


async def estate_set_dispatch(
    info: Info, input: EstateSetDispatchInput
) -> EstateSetDispatchPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetDispatch(estate_id, input.expected_version, input.mode, input.threshold)
        return {"dispatch": Key(estate_id, await set_dispatch(actor, new, uow))}

    return await perform(info, EstateSetDispatchPayload, estate_id, input, work)


__all__ = ["EstateSetDispatchInput", "estate_set_dispatch"]
