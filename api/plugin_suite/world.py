"""Small worlds for tests: a group with estates, their staff, houses and residents.

    world = await make_world(database)
    first, second = world.estates
    ticket = await report(first.resident.actor, ..., uow)

Rows go through the application's role in a system scope. Each world is a group of its own, so that
tests can share one database.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from core.actor import Actor, Audience, Role
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.models import (
    Building,
    CalendarDay,
    Estate,
    EstateEntry,
    Group,
    GroupEntry,
    House,
    PropertyType,
    Region,
    Relation,
    Residency,
    Resident,
    Unit,
)
from core.ids import new_id
from core.staff.models import Department, Function, Skill, Staff, StaffSkill
from core.tickets.kinds import Kind, Nature
from core.tickets.models import Category

MORNING = datetime(2025, 3, 12, 1, 0, tzinfo=UTC)
"""A Wednesday, 09:00 in Shanghai: an ordinary working day after an ordinary one."""

SHIFTS: Mapping[str, list[list[str]]] = {
    str(weekday): [["08:30", "12:00"], ["13:30", "18:00"]] for weekday in range(1, 6)
}
"""Eight hours a day, Monday to Friday, with a break at noon."""

CATEGORIES: tuple[tuple[str, str | None, Kind, Nature | None, str, str], ...] = (
    ("repair", None, Kind.REPAIR, None, "报修", "Repairs"),
    ("repair.water", "repair", Kind.REPAIR, None, "给排水", "Plumbing"),
    ("repair.power", "repair", Kind.REPAIR, None, "电气", "Electricity"),
    ("complaint.noise", None, Kind.COMPLAINT, Nature.SERVICE_TYPE, "噪音扰民", "Noise"),
    ("complaint.defect", None, Kind.COMPLAINT, Nature.REPAIR_TYPE, "房屋质量", "Defects"),
)

_keys = itertools.count(1_000_000)
_phones = itertools.count(13_800_000_000)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff or a resident, as a row and as a caller."""

    id: UUID
    name: str
    phone: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class EstateWorld:
    """One estate: its keys, two houses with a resident each, its departments, and one person for
    each role that tests need."""

    group_id: int
    id: int
    code: str
    building_id: UUID
    unit_id: UUID
    houses: tuple[UUID, UUID]
    house_labels: tuple[str, str]
    resident: Person
    neighbour: Person
    departments: Mapping[Function, UUID]
    agent: Person
    supervisor: Person
    butler: Person
    manager: Person
    head: Person
    technician: Person
    second_technician: Person
    guard: Person

    @property
    def staff(self) -> tuple[Person, ...]:
        """Everybody who works here."""
        return (
            self.agent,
            self.supervisor,
            self.butler,
            self.manager,
            self.head,
            self.technician,
            self.second_technician,
            self.guard,
        )


@dataclass(frozen=True, slots=True)
class World:
    """A group, its region, its estates, and its director who sees them all."""

    group_id: int
    group_code: str
    region_id: int
    estates: tuple[EstateWorld, ...]
    director: Actor


STAFF: tuple[tuple[str, str, Role, Function], ...] = (
    ("agent", "陈静", Role.CS_AGENT, Function.CUSTOMER_SERVICE),
    ("supervisor", "林芳", Role.CS_SUPERVISOR, Function.CUSTOMER_SERVICE),
    ("butler", "周敏", Role.BUTLER, Function.CUSTOMER_SERVICE),
    ("manager", "高伟", Role.ESTATE_MANAGER, Function.CUSTOMER_SERVICE),
    ("head", "郑强", Role.DEPARTMENT_HEAD, Function.ENGINEERING),
    ("technician", "吴磊", Role.TECHNICIAN, Function.ENGINEERING),
    ("second_technician", "孙浩", Role.TECHNICIAN, Function.ENGINEERING),
    ("guard", "马超", Role.OFFICER, Function.SECURITY),
)


async def make_world(
    database: Database,
    *,
    estates: int = 2,
    property_type: PropertyType = PropertyType.RESIDENTIAL,
    zone: str = "Asia/Shanghai",
    shifts: Mapping[str, Any] = SHIFTS,
    days: Mapping[date, bool] | None = None,
    since: datetime = MORNING,
) -> World:
    """A new group with one region and `estates` estates; `days` are calendar days of them all."""
    group_id, region_id = next(_keys), next(_keys)
    keys = [next(_keys) for _ in range(estates)]
    scope = Scope.system(group_id, *keys)
    async with unit_of_work(database, scope) as uow:
        uow.add(GroupEntry, id=group_id, code=f"g{group_id}")
        uow.add(Group, id=group_id, code=f"g{group_id}", name="和苑集团", created_at=since)
        uow.add(
            Region,
            group_id=group_id,
            id=region_id,
            parent_id=None,
            path=[region_id],
            code="east",
            name="华东区域",
        )
        for code, parent, kind, nature, name, name_en in CATEGORIES:
            uow.add(
                Category,
                group_id=group_id,
                code=code,
                parent_code=parent,
                kind=kind,
                nature=nature,
                name=name,
                name_en=name_en,
            )
        for key in keys:
            uow.add(EstateEntry, id=key, group_id=group_id, code=f"e{key}")
            uow.add(
                Estate,
                id=key,
                group_id=group_id,
                region_id=region_id,
                code=f"e{key}",
                name=f"和苑{key % 100}期",
                property_type=property_type,
                zone=zone,
                shifts=dict(shifts),
                holidays="CN",
                address="上海市和苑路 1 号",
                homes=2,
                created_at=since,
                closed_at=None,
            )
            for day, working in (days or {}).items():
                uow.add(
                    CalendarDay,
                    group_id=group_id,
                    estate_id=key,
                    day=day,
                    working=working,
                    note="调整",
                )
        made = tuple(_estate(uow, group_id, key, since) for key in keys)
    return World(
        group_id=group_id,
        group_code=f"g{group_id}",
        region_id=region_id,
        estates=made,
        director=Actor(
            group_id=group_id,
            account_id=new_id(),
            audience=Audience.STAFF,
            name="集团总监",
            roles={key: frozenset({Role.GROUP_DIRECTOR}) for key in keys},
            group_roles=frozenset({Role.GROUP_DIRECTOR}),
        ),
    )


def _estate(uow: UnitOfWork, group_id: int, estate_id: int, since: datetime) -> EstateWorld:
    tenant = {"group_id": group_id, "estate_id": estate_id}
    building, unit, houses = new_id(), new_id(), (new_id(), new_id())
    labels = ("3栋2单元1201", "3栋2单元1202")
    uow.add(Building, **tenant, id=building, code="3", name="3栋", aliases=["三号楼"], floors=18)
    uow.add(Unit, **tenant, id=unit, building_id=building, code="2", name="2单元")
    for house, label in zip(houses, labels, strict=True):
        uow.add(
            House,
            **tenant,
            id=house,
            building_id=building,
            unit_id=unit,
            floor=12,
            number=label[-4:],
            label=label,
            area=9800,
        )
    departments = {function: new_id() for function in Function}
    for function, department in departments.items():
        uow.add(Department, **tenant, id=department, name=f"{function.value}部", function=function)
    staff = {}
    for word, name, role, function in STAFF:
        staff[word] = person = _person(group_id, estate_id, name, Audience.STAFF, role)
        uow.add(
            Staff,
            **tenant,
            id=person.id,
            account_id=person.actor.account_id,
            department_id=departments[function],
            role=role,
            name=name,
            phone=person.phone,
            joined_on=date(2024, 1, 1),
            left_on=None,
        )
    for word in ("technician", "second_technician"):
        uow.add(
            StaffSkill,
            **tenant,
            id=new_id(),
            staff_id=staff[word].id,
            skill=Skill.PLUMBING,
            level=3,
            certificate=None,
            expires_on=None,
        )
    residents = []
    for name, house in zip(("王丽", "赵军"), houses, strict=True):
        person = _person(group_id, estate_id, name, Audience.RESIDENT, Role.RESIDENT)
        person = replace(person, actor=replace(person.actor, houses=(house,)))
        residents.append(person)
        uow.add(
            Resident,
            **tenant,
            id=person.id,
            account_id=person.actor.account_id,
            name=name,
            phone=person.phone,
            important=False,
            created_at=since,
        )
        uow.add(
            Residency,
            **tenant,
            id=new_id(),
            resident_id=person.id,
            house_id=house,
            relation=Relation.OWNER,
            since=date(2024, 1, 1),
            until=None,
        )
    return EstateWorld(
        group_id=group_id,
        id=estate_id,
        code=f"e{estate_id}",
        building_id=building,
        unit_id=unit,
        houses=houses,
        house_labels=labels,
        resident=residents[0],
        neighbour=residents[1],
        departments=departments,
        **staff,
    )


def _person(group_id: int, estate_id: int, name: str, audience: Audience, role: Role) -> Person:
    key = new_id()
    return Person(
        id=key,
        name=name,
        phone=str(next(_phones)),
        actor=Actor(
            group_id=group_id,
            account_id=new_id(),
            audience=audience,
            name=name,
            roles={estate_id: frozenset({role})},
            persons=(key,),
        ),
    )


__all__ = [
    "CATEGORIES",
    "MORNING",
    "SHIFTS",
    "STAFF",
    "EstateWorld",
    "Person",
    "World",
    "make_world",
]
