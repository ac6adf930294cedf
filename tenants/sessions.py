"""Sessions: a short access token and a chain of refresh tokens, each good for one exchange."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from core.actor import Audience
from core.config import Settings
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from tenants.models import RefreshToken
from tenants.tokens import TokenSigner, new_refresh_token


@dataclass(frozen=True, slots=True)
class Session:
    """What a caller is handed to keep: both tokens are secrets."""

    id: UUID
    group_id: int
    account_id: UUID
    audience: Audience
    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose session it is."""

    group_id: int
    account_id: UUID
    audience: Audience


def extend(
    uow: UnitOfWork,
    signer: TokenSigner,
    settings: Settings,
    holder: Holder,
    session_id: UUID | None = None,
) -> Session:
    """Add the next link to a session, or the first link of a new one. The scope is the system's."""
    session_id = session_id or new_id()
    token_id = new_id()
    refresh_token, digest = new_refresh_token(holder.group_id, token_id)
    refresh_expires_at = uow.now + settings.refresh_token_life
    uow.add(
        RefreshToken,
        group_id=holder.group_id,
        id=token_id,
        account_id=holder.account_id,
        family_id=session_id,
        secret_hash=digest,
        created_at=uow.now,
        expires_at=refresh_expires_at,
    )
    access_token, access_expires_at = signer.sign(
        holder.group_id, holder.account_id, holder.audience, session_id, uow.now
    )
    return Session(
        id=session_id,
        group_id=holder.group_id,
        account_id=holder.account_id,
        audience=holder.audience,
        access_token=access_token,
        access_expires_at=access_expires_at,
        refresh_token=refresh_token,
        refresh_expires_at=refresh_expires_at,
    )


async def end_sessions(
    uow: UnitOfWork,
    group_id: int,
    account_id: UUID,
    *,
    only: UUID | None = None,
    but: UUID | None = None,
) -> None:
    """Revoke an account's sessions: all, `only` one, or all `but` one. The scope is the system's.

    Access tokens already out stop with it, provided the account's rights are raised (`bump`) in
    the same transaction.
    """
    statement = update(RefreshToken).where(
        RefreshToken.group_id == group_id,
        RefreshToken.account_id == account_id,
        RefreshToken.revoked_at.is_(None),
    )
    if only is not None:
        statement = statement.where(RefreshToken.family_id == only)
    if but is not None:
        statement = statement.where(RefreshToken.family_id != but)
    await uow.execute(statement.values(revoked_at=uow.now))


__all__ = ["Holder", "Session", "end_sessions", "extend"]
