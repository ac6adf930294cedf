"""Who a message is for: their name and addresses, their estate, and what they prefer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate, Resident
from core.notify.channel import Addressee
from core.notify.kinds import RecipientKind
from core.notify.models import NotificationPreference
from core.notify.repository import Waiting
from core.staff.models import Staff

CHINESE = "zh-CN"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the tenants floor tells of an account that is not disabled."""

    name: str
    locale: str


Accounts = Callable[[UnitOfWork, int, UUID], Awaitable[AccountFacts | None]]
"""Looks an account of a group up; None for none, and for one that is disabled."""


@dataclass(frozen=True, slots=True)
class Preference:
    """What an account wants; everything unset where it never said."""

    locale: str | None = None
    zone: str | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    channels: dict[str, Sequence[str]] | None = None
    muted: Sequence[str] = ()
    email: str | None = None
    wechat: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """The person as the message needs them. `zone` is for quiet hours; times in the text are the
    estate's."""

    to: Addressee
    estate_name: str
    estate_zone: ZoneInfo
    zone: ZoneInfo
    locale: str
    preference: Preference


_PREFERENCE = tuple(getattr(NotificationPreference, name) for name in Preference.__slots__)


async def reader_of(uow: UnitOfWork, message: Waiting, accounts: Accounts) -> Reader:
    """Who is told. An account that is disabled, or is not there, has no inbox."""
    estate = await uow.row(select(Estate.name, Estate.zone).where(Estate.id == message.estate_id))
    assert estate is not None  # the message's foreign key
    id_, account_id, name, phone = await _row_of(uow, message)
    account = None
    if account_id is not None:
        account = await accounts(uow, message.group_id, account_id)
    preference = Preference()
    if account is not None and account_id is not None:
        preference = await preference_of(uow, message.group_id, account_id)
    to = Addressee(
        message.recipient_kind,
        id_,
        None if account is None else account_id,
        name or (None if account is None else account.name),
        phone or message.phone,
        preference.email or message.email,
        preference.wechat,
    )
    locale = preference.locale or (CHINESE if account is None else account.locale)
    estate_zone = ZoneInfo(estate["zone"])
    zone = estate_zone if preference.zone is None else ZoneInfo(preference.zone)
    return Reader(to, estate["name"], estate_zone, zone, locale, preference)


async def preference_of(uow: UnitOfWork, group_id: int, account_id: UUID) -> Preference:
    """What an account wants of its messages."""
    row = await uow.row(
        select(*_PREFERENCE).where(
            NotificationPreference.group_id == group_id,
            NotificationPreference.account_id == account_id,
        )
    )
    return Preference() if row is None else Preference(**row)


async def _row_of(
    uow: UnitOfWork, message: Waiting
) -> tuple[UUID | None, UUID | None, str | None, str | None]:
    """The recipient's id, account, name and telephone."""
    kind = message.recipient_kind
    if kind is RecipientKind.ACCOUNT:
        return message.account_id, message.account_id, None, await _phone(uow, message)
    if kind is RecipientKind.CONTACT:
        return None, None, message.recipient_name, message.phone
    model = Staff if kind is RecipientKind.STAFF else Resident
    id_ = message.staff_id or message.resident_id
    row = await uow.row(
        select(model.account_id, model.name, model.phone).where(
            model.estate_id == message.estate_id, model.id == id_
        )
    )
    if row is None:
        return id_, None, None, None
    return id_, row["account_id"], row["name"], row["phone"]


async def _phone(uow: UnitOfWork, message: Waiting) -> str | None:
    """The telephone that an account's place at the estate has."""
    for model in (Staff, Resident):
        found = await uow.execute(
            select(model.phone)
            .where(model.estate_id == message.estate_id, model.account_id == message.account_id)
            .order_by(model.id)
            .limit(1)
        )
        phone: str | None = found.scalar_one_or_none()
        if phone:
            return phone
    return None


__all__ = ["AccountFacts", "Accounts", "Preference", "Reader", "preference_of", "reader_of"]
