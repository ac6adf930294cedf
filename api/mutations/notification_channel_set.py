"""notificationChannelSet: how a group, or one estate of it, sends by a channel."""

from collections.abc import Mapping
from typing import Any, ClassVar

import strawberry
from strawberry.scalars import JSON
from strawberry.types.info import Info

from api.context import RequestContext
from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import any_estate, perform
from api.mutations.notifying import NotifyError
from api.mutations.tickets import estate_in
from api.types.notify import NotificationChannel
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.notify.errors import NotifyCode
from core.notify.set_channel import SetChannel, set_channel


@strawberry.input(description="A channel's settings, in place of what was.")
class NotificationChannelSetInput:
    idempotency_key: str
    channel: str = strawberry.field(description="EMAIL, SMS, WECHAT, WEBHOOK, or a plugin's.")
    expected_version: int = strawberry.field(description="0 where none was set.")
    estate_id: strawberry.ID | None = strawberry.field(
        description="For this estate alone; left out: for the group.", default=None
    )
    enabled: bool = True
    settings: JSON
    secrets: JSON | None = strawberry.field(
        description="Taken, and never shown again. Left out: those kept stay.", default=None
    )


@strawberry.type(description="The channel as it now is, or why nothing was done.")
class NotificationChannelSetPayload:
    error_type: ClassVar[type[NotifyError]] = NotifyError

    channel: NotificationChannel | None = answered()
    user_errors: list[NotifyError] = refusals()


async def notification_channel_set(
    info: Info, input: NotificationChannelSetInput
) -> NotificationChannelSetPayload:
    context: RequestContext = info.context
    estate_id = None if input.estate_id is None else estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetChannel(
            input.channel,
            estate_id,
            input.expected_version,
            input.enabled,
            _object(input.settings, "settings"),
            None if input.secrets is None else _object(input.secrets, "secrets"),
        )
        key = await set_channel(actor, new, uow, context.access.settings)
        return {"channel": Key(actor.group_id, key)}

    return await perform(
        info,
        NotificationChannelSetPayload,
        any_estate(info) if estate_id is None else estate_id,
        input,
        work,
        secrets=["secrets"],
    )


def _object(given: Any, field: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        problem = {"problem": "no object"}
        raise GuanjiaError(NotifyCode.SETTINGS_INVALID, field=field, details=problem)
    return given


__all__ = ["NotificationChannelSetInput", "notification_channel_set"]
