"""notificationPreferenceSet: what the caller wants of their own messages."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import any_estate, perform
from api.mutations.notifying import NotifyError
from api.types.notify import NotificationPreference
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.notify.kinds import Topic
from core.notify.preferences import SetPreference, set_preference


@strawberry.input(description="The channels to be tried for a topic, in this order.")
class TopicChannelsInput:
    topic: Topic
    channels: list[str] = strawberry.field(
        description="Names such as IN_APP, EMAIL, SMS, WECHAT, WEBHOOK."
    )


@strawberry.input(description="All of it, in place of what was; left out: as it is shipped.")
class NotificationPreferenceSetInput:
    idempotency_key: str
    expected_version: int = strawberry.field(description="0 where none was set.")
    locale: str | None = strawberry.field(description="zh-CN or en.", default=None)
    zone: str | None = strawberry.field(
        description="Of the quiet hours, such as Asia/Shanghai; left out: the estate's.",
        default=None,
    )
    quiet_from: str | None = strawberry.field(description="Such as 22:00.", default=None)
    quiet_to: str | None = strawberry.field(
        description="Such as 07:30, itself no longer quiet. Urgent messages pass.", default=None
    )
    channels: list[TopicChannelsInput] | None = None
    muted: list[Topic] | None = strawberry.field(
        description="Of these nothing is sent; it stands in the inbox. Neither work nor "
        "delays nor escalations can be muted.",
        default=None,
    )
    email: str | None = None
    wechat: str | None = strawberry.field(
        description="The openid at the group's official account.", default=None
    )


@strawberry.type(description="The preference as it now is, or why nothing was done.")
class NotificationPreferenceSetPayload:
    error_type: ClassVar[type[NotifyError]] = NotifyError

    preference: NotificationPreference | None = answered()
    user_errors: list[NotifyError] = refusals()


async def notification_preference_set(
    info: Info, input: NotificationPreferenceSetInput
) -> NotificationPreferenceSetPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetPreference(
            expected_version=input.expected_version,
            locale=input.locale,
            zone=input.zone,
            quiet_from=input.quiet_from,
            quiet_to=input.quiet_to,
            channels={each.topic: tuple(each.channels) for each in input.channels or ()},
            muted=tuple(input.muted or ()),
            email=input.email,
            wechat=input.wechat,
        )
        return {"preference": Key(actor.group_id, await set_preference(actor, new, uow))}

    return await perform(info, NotificationPreferenceSetPayload, any_estate(info), input, work)


__all__ = ["NotificationPreferenceSetInput", "TopicChannelsInput", "notification_preference_set"]
