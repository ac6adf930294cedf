"""From the rows that give rights to an `Actor`, and a cache that cannot outlive a change.

A right comes from a grant over the group, a region (with all regions below it) or an estate, or
from living in an estate. Everything is read at one version of `core.account_rights`, before which
the version itself: a change in between leaves an actor that the next statement refuses (GJ001),
never one that is believed too long. What ends by the calendar ends the cached rights as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, Select, and_, func, or_, select, union_all

from core.actor import Actor, Audience, Role
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.models import AccountRights, Estate, Region, Residency, Resident
from core.staff.models import Staff
from tenants.directory import enter_group
from tenants.errors import Unauthenticated
from tenants.models import Account, ApiKey, ContractBook, RefreshToken, RoleGrant, ScopeKind
from tenants.representing import Representing
from tenants.roles import ROLES

GOOD_FOR = timedelta(seconds=60)
"""How long rights are believed without looking again, were nobody to say that they changed."""

SESSIONS_REMEMBERED = timedelta(days=1)
"""How long an ended session is looked for; no access token lives that long."""


@dataclass(frozen=True, slots=True)
class Rights:
    """An account's rights as they were read; at `changes_at` the calendar changes them."""

    actor: Actor
    version: int
    contracts_version: int
    ended: frozenset[UUID]
    good_until: datetime
    changes_at: datetime | None
    _actors: dict[UUID | None, Actor] = field(default_factory=dict, compare=False, repr=False)

    def actor_of(self, session_id: UUID | None) -> Actor:
        """The actor of a session or API key. Raises `Unauthenticated` where that has ended."""
        found = self._actors.get(session_id)
        if found is None:
            if session_id in self.ended:
                raise Unauthenticated
            found = replace(self.actor, session_id=session_id, _by_role={})
            self._actors[session_id] = found
        return found

    def confirmed(self, now: datetime) -> "Rights":
        """The same, found to be in force still."""
        return replace(self, good_until=_good_until(now, self.changes_at))


def _good_until(now: datetime, changes_at: datetime | None) -> datetime:
    return now + GOOD_FOR if changes_at is None else min(now + GOOD_FOR, changes_at)


@dataclass(frozen=True, slots=True)
class _Place:
    """An open estate: where in the tree, and by whose midnight its days begin."""

    id: int
    path: tuple[int, ...]
    zone: ZoneInfo


@dataclass(slots=True)
class _Found:
    """What the rows give, being collected."""

    now: datetime
    roles: dict[int, set[Role]] = field(default_factory=lambda: defaultdict(set))
    group_roles: set[Role] = field(default_factory=set)
    persons: list[UUID] = field(default_factory=list)
    houses: list[UUID] = field(default_factory=list)
    changes: list[datetime] = field(default_factory=list)

    def runs(self, since: date, until: date | None, zone: ZoneInfo) -> bool:
        """Whether a stretch of days (the last included) holds now; remembers when that changes."""
        today = self.now.astimezone(zone).date()
        tomorrow = today + timedelta(days=1)
        if since == tomorrow or until == today:
            self.changes.append(datetime.combine(tomorrow, time.min, zone))
        return since <= today and (until is None or today <= until)


async def read_rights(
    database: Database, group_id: int, account_id: UUID, representing: Representing | None = None
) -> Rights | None:
    """The rights of an account now; None where there is no such account, or it is disabled.

    The system has no account: whatever a row says, nobody comes in as it.
    """
    async with unit_of_work(database, Scope.system(group_id)) as uow:
        account = await uow.row(_account(group_id, account_id))
        if account is None:
            return None
        found = _Found(uow.now)
        ended = frozenset((await uow.execute(_ended(group_id, account_id, uow.now))).scalars())
        grants = (await uow.execute(_grants(group_id, account_id, uow.now))).mappings().all()
        estates = await enter_group(uow, group_id)
        places = await _places(uow, group_id, estates)
        audience: Audience = account["audience"]
        _spread(found, audience, grants, places.values())
        if audience is Audience.RESIDENT:
            await _reside(found, uow, account_id, places)
        elif audience is Audience.STAFF:
            await _serve(found, uow, account_id, places)
        elif audience is Audience.PARTNER:
            found.persons.append(account_id)
            if representing is not None:
                found.persons += await representing(uow, group_id, account_id, found.roles)
    actor = Actor(
        group_id=group_id,
        account_id=account_id,
        audience=audience,
        name=account["name"],
        roles=_frozen(found.roles),
        persons=tuple(found.persons),
        houses=tuple(found.houses),
        group_roles=frozenset(found.group_roles),
        locale=account["locale"],
        rights_version=account["version"],
    )
    changes_at = min(found.changes, default=None)
    return Rights(
        actor=actor,
        version=account["version"],
        contracts_version=account["contracts_version"],
        ended=ended,
        good_until=_good_until(found.now, changes_at),
        changes_at=changes_at,
    )


def _account(group_id: int, account_id: UUID) -> Select[Audience, str, str, int, int]:
    return (
        select(
            Account.audience,
            Account.name,
            Account.locale,
            AccountRights.version,
            func.coalesce(ContractBook.version, 0).label("contracts_version"),
        )
        .join(
            AccountRights,
            and_(
                AccountRights.group_id == Account.group_id,
                AccountRights.account_id == Account.id,
            ),
        )
        .outerjoin(ContractBook, ContractBook.group_id == Account.group_id)
        .where(
            Account.group_id == group_id,
            Account.id == account_id,
            Account.disabled_at.is_(None),
            Account.audience != Audience.SYSTEM,
        )
    )


def _ended(group_id: int, account_id: UUID, now: datetime) -> Select[UUID]:
    sessions = select(RefreshToken.family_id).where(
        RefreshToken.group_id == group_id,
        RefreshToken.account_id == account_id,
        RefreshToken.revoked_at > now - SESSIONS_REMEMBERED,
    )
    keys = select(ApiKey.id).where(
        ApiKey.group_id == group_id,
        ApiKey.account_id == account_id,
        ApiKey.revoked_at.is_not(None),
    )
    both = union_all(sessions, keys).subquery()
    return select(both.c[0]).distinct()


def _grants(
    group_id: int, account_id: UUID, now: datetime
) -> Select[Role, ScopeKind, int | None, int | None, datetime | None]:
    return select(
        RoleGrant.role,
        RoleGrant.scope,
        RoleGrant.region_id,
        RoleGrant.estate_id,
        RoleGrant.valid_to,
    ).where(
        RoleGrant.group_id == group_id,
        RoleGrant.account_id == account_id,
        RoleGrant.revoked_at.is_(None),
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now),
    )


async def _places(uow: UnitOfWork, group_id: int, estates: tuple[int, ...]) -> dict[int, _Place]:
    statement = (
        select(Estate.id, Estate.zone, Region.path)
        .join(
            Region,
            and_(Region.group_id == Estate.group_id, Region.id == Estate.region_id),
        )
        .where(
            Estate.group_id == group_id,
            Estate.id.in_(estates),
            Estate.closed_at.is_(None),
        )
        .order_by(Estate.id)
    )
    rows = (await uow.execute(statement)).mappings()
    return {row["id"]: _Place(row["id"], tuple(row["path"]), ZoneInfo(row["zone"])) for row in rows}


def _spread(
    found: _Found, audience: Audience, grants: Iterable[RowMapping], places: Iterable[_Place]
) -> None:
    """Lay each grant over the estates it reaches."""
    every = tuple(places)
    for grant in grants:
        role: Role = grant["role"]
        if role not in ROLES[audience]:
            continue
        if grant["valid_to"] is not None:
            found.changes.append(grant["valid_to"])
        if grant["scope"] is ScopeKind.GROUP:
            found.group_roles.add(role)
        for place in _reached(grant, every):
            found.roles[place.id].add(role)


def _reached(grant: RowMapping, places: tuple[_Place, ...]) -> Iterator[_Place]:
    for place in places:
        if (
            grant["scope"] is ScopeKind.GROUP
            or (grant["scope"] is ScopeKind.REGION and grant["region_id"] in place.path)
            or (grant["scope"] is ScopeKind.ESTATE and grant["estate_id"] == place.id)
        ):
            yield place


async def _reside(
    found: _Found, uow: UnitOfWork, account_id: UUID, places: dict[int, _Place]
) -> None:
    """Living in an estate is the right to it: nobody grants it, and it ends with moving out."""
    statement = (
        select(
            Resident.estate_id,
            Resident.id,
            Residency.house_id,
            Residency.since,
            Residency.until,
        )
        .join(
            Residency,
            and_(
                Residency.estate_id == Resident.estate_id,
                Residency.resident_id == Resident.id,
            ),
        )
        .where(Resident.estate_id.in_(places), Resident.account_id == account_id)
        .order_by(Resident.estate_id, Resident.id, Residency.since)
    )
    for row in (await uow.execute(statement)).mappings():
        if found.runs(row["since"], row["until"], places[row["estate_id"]].zone):
            found.roles[row["estate_id"]].add(Role.RESIDENT)
            if row["id"] not in found.persons:
                found.persons.append(row["id"])
            if row["house_id"] not in found.houses:
                found.houses.append(row["house_id"])


async def _serve(
    found: _Found, uow: UnitOfWork, account_id: UUID, places: dict[int, _Place]
) -> None:
    """A person's rows among the staff; what they may do there is for grants to say."""
    statement = (
        select(Staff.estate_id, Staff.id, Staff.joined_on, Staff.left_on)
        .where(Staff.estate_id.in_(places), Staff.account_id == account_id)
        .order_by(Staff.estate_id, Staff.id)
    )
    for row in (await uow.execute(statement)).mappings():
        if found.runs(row["joined_on"], row["left_on"], places[row["estate_id"]].zone):
            found.persons.append(row["id"])


def _frozen(roles: dict[int, set[Role]]) -> dict[int, frozenset[Role]]:
    """The same, equal sets shared: a director holds one over a thousand estates."""
    shared: dict[frozenset[Role], frozenset[Role]] = {}
    return {
        estate: shared.setdefault(frozenset(held), frozenset(held))
        for estate, held in sorted(roles.items())
    }


__all__ = ["GOOD_FOR", "Rights", "read_rights"]
