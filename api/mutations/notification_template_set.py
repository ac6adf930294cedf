"""notificationTemplateSet: a group's own words for what people are told."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import any_estate, perform
from api.mutations.notifying import NotifyError
from api.types.notify import NotificationTemplate
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.notify.set_template import SetTemplate, set_template


@strawberry.input(description="The words for a template, in both languages.")
class NotificationTemplateSetInput:
    idempotency_key: str
    code: str
    expected_version: int = strawberry.field(description="0 where the shipped words stand.")
    title: str
    body: str
    title_en: str
    body_en: str


@strawberry.type(description="The template as it now is, or why nothing was done.")
class NotificationTemplateSetPayload:
    error_type: ClassVar[type[NotifyError]] = NotifyError

    template: NotificationTemplate | None = answered()
    user_errors: list[NotifyError] = refusals()


async def notification_template_set(
    info: Info, input: NotificationTemplateSetInput
) -> NotificationTemplateSetPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetTemplate(
            input.code,
            input.expected_version,
            input.title,
            input.body,
            input.title_en,
            input.body_en,
        )
        return {"template": Key(actor.group_id, await set_template(actor, new, uow))}

    return await perform(info, NotificationTemplateSetPayload, any_estate(info), input, work)


__all__ = ["NotificationTemplateSetInput", "notification_template_set"]
