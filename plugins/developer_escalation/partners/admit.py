"""Accounts become, and cease to be, a developer's people: what it was handed is theirs to see."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import NotFound
from core.estates.rights import bump
from core.ids import new_id
from plugins.developer_escalation import rights
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.partners.models import Member
from plugins.developer_escalation.partners.people import companies_of, developer
from tenants.models import Account


@dataclass(frozen=True, slots=True)
class Admission:
    """An account of a partner's, and the developer it is of, or no longer of."""

    estate_id: int
    developer_id: UUID
    account_id: UUID


async def admit(actor: Actor, new: Admission, uow: UnitOfWork) -> None:
    """With its next statement the account sees what was handed to the developer.

    Raises `NotFound`, NOT_A_PARTNERS_ACCOUNT and ALREADY_A_MEMBER.
    """
    rights.require(actor, new.estate_id, rights.PARTNER, "developerId")
    company = await developer(uow, new.estate_id, new.developer_id)
    async with as_system(uow, company["group_id"], new.estate_id):
        account = await uow.row(
            select(Account.audience, Account.name).where(
                Account.group_id == company["group_id"],
                Account.id == new.account_id,
                Account.disabled_at.is_(None),
            )
        )
        if account is None:
            raise NotFound("accountId")
        if account["audience"] is not Audience.PARTNER:
            raise refuse(DeveloperCode.NOT_A_PARTNERS_ACCOUNT, "accountId")
        await bump(uow, company["group_id"], [new.account_id])
        if new.developer_id in await companies_of(uow, new.estate_id, new.account_id):
            raise refuse(DeveloperCode.ALREADY_A_MEMBER, "accountId")
        uow.add(
            Member,
            group_id=company["group_id"],
            estate_id=new.estate_id,
            id=new_id(),
            partner_id=new.developer_id,
            account_id=new.account_id,
            name=account["name"],
            joined_at=uow.now,
            joined_by=actor.account_id,
        )


async def dismiss(actor: Actor, new: Admission, uow: UnitOfWork) -> None:
    """With its next statement the account sees nothing of the developer's. Raises `NotFound`."""
    rights.require(actor, new.estate_id, rights.PARTNER, "developerId")
    company = await developer(uow, new.estate_id, new.developer_id)
    async with as_system(uow, company["group_id"], new.estate_id):
        await bump(uow, company["group_id"], [new.account_id])
        left = await uow.execute(
            update(Member)
            .where(
                Member.estate_id == new.estate_id,
                Member.partner_id == new.developer_id,
                Member.account_id == new.account_id,
                Member.left_at.is_(None),
            )
            .values(left_at=uow.now)
        )
    if left.rowcount != 1:
        raise NotFound("accountId")


__all__ = ["Admission", "admit", "dismiss"]
