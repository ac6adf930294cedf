"""Who a message is for: their name and addresses, their estate, and what they prefer."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Uuid, select

from core.db.keys import THEM, any_of, is_one, keys
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate, Resident
from core.notify.channel import Addressee
from core.notify.kinds import RecipientKind, Topic
from core.notify.models import NotificationPreference
from core.notify.repository import Waiting
from core.staff.models import Staff

CHINESE = "zh-CN"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the tenants floor tells of an account that is not disabled."""

    name: str
    locale: str


Accounts = Callable[[UnitOfWork, int, Collection[UUID]], Awaitable[Mapping[UUID, AccountFacts]]]
"""Looks accounts of a group up; those that there are not, or are disabled, are left out."""


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
    return (await readers_of(uow, (message,), accounts))[message.id]


async def readers_of(
    uow: UnitOfWork, messages: Sequence[Waiting], accounts: Accounts
) -> dict[UUID, Reader]:
    """The same for several messages of one group, by their ids."""
    group_id = messages[0].group_id
    estates = await _estates(uow, {each.estate_id for each in messages})
    people = await _people(uow, messages)
    named = {person.account_id for person in people.values() if person.account_id is not None}
    known = await accounts(uow, group_id, named) if named else {}
    wishes = await preferences_of(uow, group_id, known) if known else {}
    return {
        each.id: _reader(each, people[each.id], estates[each.estate_id], known, wishes)
        for each in messages
    }


@dataclass(frozen=True, slots=True)
class _Person:
    """The row a message is for, as far as there is one."""

    id: UUID | None
    account_id: UUID | None
    name: str | None
    phone: str | None


def _reader(
    message: Waiting,
    person: _Person,
    estate: tuple[str, ZoneInfo],
    known: Mapping[UUID, AccountFacts],
    wishes: Mapping[UUID, Preference],
) -> Reader:
    account, preference = None, Preference()
    if person.account_id is not None:
        account = known.get(person.account_id)
        preference = wishes.get(person.account_id, preference)
    to = Addressee(
        message.recipient_kind,
        person.id,
        None if account is None else person.account_id,
        person.name or (None if account is None else account.name),
        person.phone or message.phone,
        preference.email or message.email,
        preference.wechat,
    )
    locale = preference.locale or (CHINESE if account is None else account.locale)
    name, estate_zone = estate
    zone = estate_zone if preference.zone is None else ZoneInfo(preference.zone)
    return Reader(to, name, estate_zone, zone, locale, preference)


async def _estates(uow: UnitOfWork, ids: Collection[int]) -> dict[int, tuple[str, ZoneInfo]]:
    """Names and zones."""
    wanted = Estate.id == any_of("estates", BigInteger)
    found = await uow.execute(
        select(Estate.id, Estate.name, Estate.zone).where(wanted), [{"estates": list(ids)}]
    )
    return {row.id: (row.name, ZoneInfo(row.zone)) for row in found}


async def preferences_of(
    uow: UnitOfWork, group_id: int, accounts: Collection[UUID]
) -> dict[UUID, Preference]:
    """What accounts want of their messages; those that never said are left out."""
    found = await uow.execute(
        select(NotificationPreference.account_id, *_PREFERENCE).where(
            NotificationPreference.group_id == group_id,
            NotificationPreference.account_id == any_of("accounts", Uuid),
        ),
        [{"accounts": list(accounts)}],
    )
    rows = map(dict, found.mappings())
    return {row.pop("account_id"): Preference(**row) for row in rows}


async def mutes(uow: UnitOfWork, estate_id: int, resident_id: UUID, topic: Topic) -> bool:
    """Whether a resident of the estate wants to hear nothing of a topic."""
    found = await uow.execute(
        select(NotificationPreference.muted)
        .join(
            Resident,
            (Resident.group_id == NotificationPreference.group_id)
            & (Resident.account_id == NotificationPreference.account_id),
        )
        .where(Resident.estate_id == estate_id, Resident.id == resident_id)
    )
    return topic.value in (found.scalar_one_or_none() or ())


async def _people(uow: UnitOfWork, messages: Sequence[Waiting]) -> dict[UUID, _Person]:
    """Who each message is for."""
    found: dict[UUID, _Person] = {}
    for kind, model in ((RecipientKind.STAFF, Staff), (RecipientKind.RESIDENT, Resident)):
        of_kind = [each for each in messages if each.recipient_kind is kind]
        rows = await _rows(uow, model, of_kind)
        for each in of_kind:
            id_ = each.staff_id or each.resident_id
            found[each.id] = rows.get((each.estate_id, id_), _Person(id_, None, None, None))
    for each in messages:
        if each.recipient_kind is RecipientKind.ACCOUNT:
            id_ = each.account_id
            found[each.id] = _Person(id_, id_, None, await _phone(uow, each))
        elif each.recipient_kind is RecipientKind.CONTACT:
            found[each.id] = _Person(None, None, each.recipient_name, each.phone)
    return found


async def _rows(
    uow: UnitOfWork, model: type[Staff | Resident], messages: Sequence[Waiting]
) -> dict[tuple[int, UUID | None], _Person]:
    if not messages:
        return {}
    named = {(each.estate_id, each.staff_id or each.resident_id) for each in messages}
    found = await uow.execute(
        select(model.estate_id, model.id, model.account_id, model.name, model.phone).join_from(
            THEM, model, is_one(model.estate_id, model.id)
        ),
        [keys((estate, id_) for estate, id_ in named if id_ is not None)],
    )
    return {
        (row.estate_id, row.id): _Person(row.id, row.account_id, row.name, row.phone)
        for row in found
    }


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


__all__ = [
    "AccountFacts",
    "Accounts",
    "Preference",
    "Reader",
    "mutes",
    "preferences_of",
    "reader_of",
    "readers_of",
]
