"""How far a grant reaches, and who therefore stands over whom.

Nobody hands out, takes away, disables or resets what is above or outside their own grants. The
rows are read in the transaction that changes them, so that the answer is not a remembered one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping, and_, or_, select, union

from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Estate, Region, Resident
from core.staff.models import Staff
from tenants.models import Account, RoleGrant, ScopeKind
from tenants.roles import GRANTS, ROLES, Permission, permitted


@dataclass(frozen=True, slots=True)
class Reach:
    """The group, a region with all below it, or one estate."""

    scope: ScopeKind
    region_id: int | None = None
    estate_id: int | None = None

    @classmethod
    def group(cls) -> "Reach":
        """All of the group."""
        return cls(ScopeKind.GROUP)

    @classmethod
    def region(cls, region_id: int) -> "Reach":
        """A region with all regions below it."""
        return cls(ScopeKind.REGION, region_id=region_id)

    @classmethod
    def estate(cls, estate_id: int) -> "Reach":
        """One estate."""
        return cls(ScopeKind.ESTATE, estate_id=estate_id)


@dataclass(frozen=True, slots=True)
class Held:
    """A role over a reach."""

    role: Role
    reach: Reach


@dataclass(frozen=True, slots=True)
class Tree:
    """The group's regions and open estates: for each, the regions above it and itself."""

    regions: Mapping[int, frozenset[int]]
    estates: Mapping[int, frozenset[int]]

    def knows(self, reach: Reach) -> bool:
        """Whether the reach exists in this group."""
        if reach.scope is ScopeKind.REGION:
            return reach.region_id in self.regions
        if reach.scope is ScopeKind.ESTATE:
            return reach.estate_id in self.estates
        return True

    def covers(self, held: Reach, wanted: Reach) -> bool:
        """Whether all of `wanted` lies within `held`."""
        if held.scope is ScopeKind.GROUP or held == wanted:
            return True
        if held.scope is ScopeKind.REGION:
            return held.region_id in self._above(wanted)
        return False

    def _above(self, reach: Reach) -> frozenset[int]:
        if reach.region_id is not None:
            return self.regions.get(reach.region_id, frozenset())
        if reach.estate_id is not None:
            return self.estates.get(reach.estate_id, frozenset())
        return frozenset()


async def read_tree(uow: UnitOfWork, group_id: int) -> Tree:
    """The group's tree. The transaction must be the system's, over all of the group's estates."""
    rows = await uow.execute(select(Region.id, Region.path).where(Region.group_id == group_id))
    regions = {row["id"]: frozenset(row["path"]) for row in rows.mappings()}
    rows = await uow.execute(
        select(Estate.id, Estate.region_id).where(
            Estate.group_id == group_id,
            Estate.id.in_(uow.scope.estates),
            Estate.closed_at.is_(None),
        )
    )
    estates = {row["id"]: regions[row["region_id"]] for row in rows.mappings()}
    return Tree(regions, estates)


async def held_by(uow: UnitOfWork, group_id: int, account_id: UUID) -> list[Held]:
    """An account's grants in force."""
    rows = await uow.execute(
        select(RoleGrant.role, RoleGrant.scope, RoleGrant.region_id, RoleGrant.estate_id).where(
            RoleGrant.group_id == group_id,
            RoleGrant.account_id == account_id,
            RoleGrant.revoked_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > uow.now),
        )
    )
    return [
        Held(row["role"], Reach(row["scope"], row["region_id"], row["estate_id"]))
        for row in rows.mappings()
    ]


@dataclass(frozen=True, slots=True)
class Authority:
    """What an actor holds, as the database has it now, to hand out from."""

    actor: Actor
    tree: Tree
    held: tuple[Held, ...]

    @classmethod
    async def of(cls, uow: UnitOfWork, actor: Actor) -> "Authority":
        """The actor's authority. The transaction must be one of `administering`."""
        tree = await read_tree(uow, actor.group_id)
        if actor.audience is Audience.SYSTEM:
            return cls(actor, tree, (Held(Role.SYSTEM, Reach.group()),))
        held = await held_by(uow, actor.group_id, actor.account_id)
        ours = ROLES[actor.audience]
        return cls(actor, tree, tuple(mine for mine in held if mine.role in ours))

    def may_grant(self, role: Role, reach: Reach) -> bool:
        """Whether the actor may hand out, or take away, this role over this reach."""
        return any(
            role in GRANTS.get(mine.role, ()) and self.tree.covers(mine.reach, reach)
            for mine in self.held
        )


async def require_over(
    uow: UnitOfWork, authority: Authority, account_id: UUID, *, field: str = "accountId"
) -> RowMapping:
    """The account, if all it holds and everywhere it belongs is within the actor's authority.

    Raises `NotFound` otherwise. An account that holds nothing and belongs nowhere is the group's.
    """
    actor = authority.actor
    account = await uow.row(
        select(Account.id, Account.audience, Account.name, Account.disabled_at).where(
            Account.group_id == actor.group_id, Account.id == account_id
        )
    )
    if account is None:
        raise NotFound(field)
    held = await held_by(uow, actor.group_id, account_id)
    places = await belongs_to(uow, account_id)
    over_all = permitted(actor, Permission.MANAGE_ACCOUNTS)
    if (
        all(authority.may_grant(each.role, each.reach) for each in held)
        and (over_all or held or places)
        and (
            over_all or all(permitted(actor, Permission.MANAGE_ACCOUNTS, place) for place in places)
        )
    ):
        return account
    raise NotFound(field)


async def belongs_to(uow: UnitOfWork, account_id: UUID) -> list[int]:
    """The estates where the account is somebody: staff or resident, past ones included."""
    estates = uow.scope.estates
    people = union(
        select(Resident.estate_id).where(
            Resident.estate_id.in_(estates), Resident.account_id == account_id
        ),
        select(Staff.estate_id).where(Staff.estate_id.in_(estates), Staff.account_id == account_id),
    )
    return list((await uow.execute(people)).scalars())


async def accounts_at(uow: UnitOfWork, group_id: int, estate_id: int) -> list[UUID]:
    """Every account with a right to an estate: by a grant that reaches it, or by living there."""
    grants = (
        select(RoleGrant.account_id)
        .join(
            Estate,
            and_(Estate.group_id == RoleGrant.group_id, Estate.id == estate_id),
        )
        .join(
            Region,
            and_(Region.group_id == Estate.group_id, Region.id == Estate.region_id),
        )
        .where(
            RoleGrant.group_id == group_id,
            RoleGrant.revoked_at.is_(None),
            or_(
                RoleGrant.scope == ScopeKind.GROUP,
                RoleGrant.region_id == Region.path.any_(),
                RoleGrant.estate_id == estate_id,
            ),
        )
    )
    residents = select(Resident.account_id).where(
        Resident.estate_id == estate_id, Resident.account_id.is_not(None)
    )
    return list((await uow.execute(union(grants, residents))).scalars())


__all__ = [
    "Authority",
    "Held",
    "Reach",
    "Tree",
    "accounts_at",
    "belongs_to",
    "held_by",
    "read_tree",
    "require_over",
]
