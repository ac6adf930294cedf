"""Letting somebody in by an outside issuer's tokens."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Invalid
from tenants.errors import Taken, TenantsCode
from tenants.models import AccountAction, OutsideIdentity
from tenants.outside import LONGEST_SUBJECT
from tenants.reach import Authority, require_over
from tenants.record import record
from tenants.roles import Permission, require


@dataclass(frozen=True, slots=True)
class LinkIdentity:
    """Whom an issuer's subject (`iss`, `sub`) is here."""

    account_id: UUID
    issuer: str
    subject: str


async def link_identity(actor: Actor, new: LinkIdentity, uow: UnitOfWork) -> None:
    """Make an outside subject come in as an account.

    Raises `NotFound` for an account that is not there or not the actor's to manage,
    `IDENTITY_TAKEN` where the subject is linked already. The transaction must be one of
    `administering`.
    """
    require(actor, Permission.MANAGE_KEYS, field="accountId")
    for name, value in (("issuer", new.issuer), ("subject", new.subject)):
        if not 0 < len(value) <= LONGEST_SUBJECT:
            raise Invalid(name, f"must have 1 to {LONGEST_SUBJECT} characters")
    await require_over(uow, await Authority.of(uow, actor), new.account_id)
    linked = await uow.execute(
        insert(OutsideIdentity)
        .values(
            issuer=new.issuer,
            subject=new.subject,
            group_id=actor.group_id,
            account_id=new.account_id,
        )
        .on_conflict_do_nothing()
        .returning(OutsideIdentity.account_id)
    )
    if linked.first() is None:
        raise Taken(TenantsCode.IDENTITY_TAKEN, "subject")
    record(
        uow,
        actor.group_id,
        new.account_id,
        AccountAction.IDENTITY_LINKED,
        by=actor,
        issuer=new.issuer,
    )


__all__ = ["LinkIdentity", "link_identity"]
