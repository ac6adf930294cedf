"""A small property group, made by the use cases themselves.

root
├── north ── inner ── [first]
│      └── [second]
└── south ── [third]
"""

import itertools
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert

from core.actor import Actor, Audience, Role
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import Building, House, PropertyType, Relation, Residency, Resident
from core.ids import new_id
from tenants.access import Access
from tenants.entering import administering
from tenants.grant_role import GrantRole, grant_role
from tenants.login import Login, login
from tenants.open_account import FirstGrant, OpenAccount, open_account
from tenants.open_estate import OpenEstate, open_estate
from tenants.open_group import OpenGroup, open_group
from tenants.open_region import OpenRegion, open_region
from tenants.reach import Reach
from tenants.revoke_role import revoke_role
from tenants.rights import read_rights
from tenants.roles import console
from tenants.sessions import Session

PASSWORD = "correct horse 电池"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class PropertyGroup:
    """A group, its tree, and ways to people it."""

    access: Access
    id: int
    code: str
    root: int
    north: int
    inner: int
    south: int
    first: int
    second: int
    third: int

    @property
    def console(self) -> Actor:
        """The system's actor in this group."""
        return console(self.id)

    @property
    def estates(self) -> tuple[int, int, int]:
        """All three."""
        return self.first, self.second, self.third

    async def account(
        self,
        role: Role | None = None,
        reach: Reach | None = None,
        *,
        audience: Audience = Audience.STAFF,
        login_name: str | None = None,
        valid_to: datetime | None = None,
        people: tuple[tuple[int, UUID], ...] = (),
    ) -> UUID:
        """An account with at most one role; with a login name its password is `PASSWORD`."""
        grants = () if role is None else (FirstGrant(role, reach or Reach.group(), valid_to),)
        new = OpenAccount(
            audience=audience,
            name="李明",
            login_name=login_name,
            password=None if login_name is None else PASSWORD,
            grants=grants,
            people=people,
        )
        async with administering(self.access, self.console) as (actor, uow):
            return await open_account(actor, new, uow)

    async def actor(self, account_id: UUID) -> Actor:
        """An account as a caller, with its rights of now."""
        rights = await read_rights(self.access.database, self.id, account_id)
        assert rights is not None
        return rights.actor

    async def session(self, role: Role, reach: Reach | None = None) -> Session:
        """A new account with a role, logged in."""
        name = new_name()
        await self.account(role, reach, login_name=name)
        return await login(self.access, Login(name, PASSWORD))

    async def grant(self, account_id: UUID, role: Role, reach: Reach) -> UUID:
        """Grant a role as the system."""
        async with administering(self.access, self.console) as (actor, uow):
            return await grant_role(actor, GrantRole(account_id, role, reach), uow)

    async def revoke(self, grant_id: UUID) -> None:
        """Revoke a role as the system."""
        async with administering(self.access, self.console) as (actor, uow):
            await revoke_role(actor, grant_id, uow)

    async def resident(
        self, estate_id: int, *, since: date = date(2020, 1, 1), until: date | None = None
    ) -> tuple[UUID, UUID, UUID]:
        """A resident in a house of their own: building, house, resident."""
        building, house, resident = new_id(), new_id(), new_id()
        keys = {"group_id": self.id, "estate_id": estate_id}
        async with unit_of_work(self.access.database, Scope.system(self.id, estate_id)) as uow:
            uow.add(Building, **keys, id=building, code=new_name(), name="1栋", floors=18)
            uow.add(
                House,
                **keys,
                id=house,
                building_id=building,
                floor=12,
                number="1201",
                label=new_name(),
                area=9_000,
            )
            uow.add(
                Resident,
                **keys,
                id=resident,
                name="王芳",
                phone="13800000000",
                created_at=uow.now,
            )
            await uow.flush()
            await uow.execute(
                insert(Residency).values(
                    **keys,
                    id=new_id(),
                    resident_id=resident,
                    house_id=house,
                    relation=Relation.OWNER,
                    since=since,
                    until=until,
                )
            )
        return building, house, resident


def new_name() -> str:
    """A code or login name that nobody has."""
    return f"n{next(_numbers)}-{new_id().hex[-8:]}"


async def make_group(access: Access) -> PropertyGroup:
    """A new group with the tree above."""
    code = new_name()
    async with unit_of_work(access.database, Scope.system()) as uow:
        group_id = await open_group(console(0), OpenGroup(code, "和苑集团"), uow)
    async with administering(access, console(group_id)) as (actor, uow):

        async def region(name: str, parent: int | None) -> int:
            return await open_region(actor, OpenRegion(name, name, parent), uow)

        async def estate(name: str, region_id: int) -> int:
            new = OpenEstate(name, name, region_id, PropertyType.RESIDENTIAL, "人民路1号")
            return await open_estate(actor, new, uow)

        root = await region("root", None)
        north = await region("north", root)
        inner = await region("inner", north)
        south = await region("south", root)
        first = await estate("first", inner)
        second = await estate("second", north)
        third = await estate("third", south)
    return PropertyGroup(access, group_id, code, root, north, inner, south, first, second, third)
