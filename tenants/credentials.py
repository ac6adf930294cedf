"""Password hashes as they are kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import Insert, insert

from tenants.models import Credential


def held(group_id: int, account_id: UUID) -> Select[str]:
    """An account's password hash."""
    return select(Credential.password_hash).where(
        Credential.group_id == group_id, Credential.account_id == account_id
    )


def keep(group_id: int, account_id: UUID, password_hash: str, now: datetime) -> Insert:
    """Put a password hash in the place of the one before it, if there was one."""
    statement = insert(Credential).values(
        group_id=group_id, account_id=account_id, password_hash=password_hash, changed_at=now
    )
    return statement.on_conflict_do_update(
        index_elements=[Credential.group_id, Credential.account_id],
        set_={"password_hash": password_hash, "changed_at": now},
    )


__all__ = ["held", "keep"]
