"""Issuing a key to a service."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import Invalid
from core.ids import new_id
from tenants.models import AccountAction, ApiKey, KeyPrefix
from tenants.reach import Authority, require_over
from tenants.record import record
from tenants.roles import Permission, require
from tenants.tokens import new_key

LONGEST_LABEL = 100


@dataclass(frozen=True, slots=True)
class CreateApiKey:
    """A key for a service account; `label` says what it is for."""

    account_id: UUID
    label: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """The key itself is shown here and never again."""

    id: UUID
    key: str


async def create_api_key(actor: Actor, new: CreateApiKey, uow: UnitOfWork) -> IssuedKey:
    """Issue a key. Raises `NotFound` for an account that is not there or not the actor's to manage;
    `Invalid` where it is no service, or the end has passed. The transaction must be one of
    `administering`.
    """
    require(actor, Permission.MANAGE_KEYS, field="accountId")
    account = await require_over(uow, await Authority.of(uow, actor), new.account_id)
    if account["audience"] is not Audience.SERVICE or account["disabled_at"] is not None:
        raise Invalid("accountId", "is not a service's account in use")
    if new.expires_at is not None and new.expires_at <= uow.now:
        raise Invalid("expiresAt", "has passed")
    label = text.required("label", new.label, LONGEST_LABEL)
    key, prefix, digest = new_key()
    key_id = new_id()
    await uow.execute(
        insert(KeyPrefix).values(prefix=prefix, group_id=actor.group_id, key_id=key_id)
    )
    uow.add(
        ApiKey,
        group_id=actor.group_id,
        id=key_id,
        account_id=new.account_id,
        label=label,
        prefix=prefix,
        secret_hash=digest,
        created_at=uow.now,
        expires_at=new.expires_at,
    )
    record(
        uow,
        actor.group_id,
        new.account_id,
        AccountAction.KEY_ISSUED,
        by=actor,
        key=str(key_id),
    )
    return IssuedKey(key_id, key)


__all__ = ["CreateApiKey", "IssuedKey", "create_api_key"]
