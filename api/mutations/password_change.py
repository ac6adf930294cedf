"""passwordChange: one's own password; all other sessions end."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.context import RequestContext
from api.graph.fields import refusals
from api.graph.payloads import Keys
from api.graph.performing import administer
from api.mutations.accounts import AccountError
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.change_password import ChangePassword, change_password


@strawberry.input(description="The password that was, and the one that shall be.")
class PasswordChangeInput:
    idempotency_key: str
    current: str
    new: str


@strawberry.type(description="Why the password is still the old one; empty where it is not.")
class PasswordChangePayload:
    error_type: ClassVar[type[AccountError]] = AccountError

    user_errors: list[AccountError] = refusals()


async def password_change(info: Info, input: PasswordChangeInput) -> PasswordChangePayload:
    context: RequestContext = info.context

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        # In transactions of its own: a wrong guess is counted, whatever becomes of this one.
        await change_password(context.access, actor, ChangePassword(input.current, input.new))
        return {}

    return await administer(info, PasswordChangePayload, input, work, secrets=["current", "new"])


__all__ = ["PasswordChangeInput", "PasswordChangePayload", "password_change"]
