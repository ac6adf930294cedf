"""Exchanging a refresh token for the next pair of tokens."""

from sqlalchemy import RowMapping, and_, select, update

from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.rights import bump, hold
from tenants.access import Access
from tenants.errors import Unauthenticated
from tenants.models import Account, AccountAction, RefreshToken
from tenants.record import record
from tenants.sessions import Holder, Session, end_sessions, extend
from tenants.tokens import RefreshSecret, same


async def refresh(access: Access, refresh_token: str) -> Session:
    """The session's next tokens; the one shown is used up.

    A token shown a second time is in two hands, so the whole session ends, with every access
    token made from it. Raises `Unauthenticated`, always the same.
    """
    shown = RefreshSecret.parse(refresh_token)
    if shown is None:
        raise Unauthenticated
    async with unit_of_work(access.database, Scope.system(shown.group_id)) as uow:
        link = await _take(uow, shown)
        if link is None:
            raise Unauthenticated
        if link["used_at"] is None:
            return extend(
                uow,
                access.signer,
                access.settings,
                Holder(link["group_id"], link["account_id"], link["audience"]),
                link["family_id"],
            )
    await _end_family(access, link)
    raise Unauthenticated


async def _take(uow: UnitOfWork, shown: RefreshSecret) -> RowMapping | None:
    """Mark a live token as used and return it as it was before; None where it is not good.

    Of two that show it at once, one finds it used.
    """
    this = (RefreshToken.group_id == shown.group_id) & (RefreshToken.id == shown.id)
    account_id = (await uow.execute(select(RefreshToken.account_id).where(this))).scalar()
    if account_id is None:
        return None
    await hold(uow, shown.group_id, account_id)
    link = await uow.row(
        select(
            RefreshToken.group_id,
            RefreshToken.id,
            RefreshToken.account_id,
            RefreshToken.family_id,
            RefreshToken.secret_hash,
            RefreshToken.expires_at,
            RefreshToken.used_at,
            RefreshToken.revoked_at,
            Account.audience,
        )
        .join(
            Account,
            and_(
                Account.group_id == RefreshToken.group_id,
                Account.id == RefreshToken.account_id,
                Account.disabled_at.is_(None),
            ),
        )
        .where(this)
        .with_for_update(of=RefreshToken)
    )
    if (
        link is None
        or not same(link["secret_hash"], shown.digest)
        or link["revoked_at"] is not None
        or link["expires_at"] <= uow.now
    ):
        return None
    if link["used_at"] is None:
        await uow.execute(update(RefreshToken).where(this).values(used_at=uow.now))
    return link


async def _end_family(access: Access, link: RowMapping) -> None:
    group_id, account_id, session_id = link["group_id"], link["account_id"], link["family_id"]
    async with unit_of_work(access.database, Scope.system(group_id)) as uow:
        await bump(uow, group_id, [account_id])
        await end_sessions(uow, group_id, account_id, only=session_id)
        record(uow, group_id, account_id, AccountAction.TOKEN_REUSED, session=str(session_id))


__all__ = ["refresh"]
