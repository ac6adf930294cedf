"""What ranking goes by that people arrange: areas of responsibility, where buildings stand, and
whom a group sends to what (S-K2, S-C2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.dispatch.errors import DispatchCode
from core.dispatch.models import DispatchNeed, StaffArea
from core.dispatch.rules import ARRANGERS
from core.errors import GuanjiaError, NotFound
from core.estates.models import Building
from core.estates.rules import check_role
from core.ids import new_id
from core.staff.models import Function, Skill
from core.staff.repository import find_colleague
from core.tickets.kinds import Kind
from core.tickets.repository import category

MOST_BUILDINGS = 200
MOST_MINUTES = 24 * 60
DEGREE = 1_000_000


@dataclass(frozen=True, slots=True)
class AssignArea:
    """The buildings a person is responsible for, all of them; none: the whole estate."""

    estate_id: int
    staff_id: UUID
    building_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Locate:
    """Where a building stands, in millionths of a degree."""

    estate_id: int
    building_id: UUID
    latitude: int
    longitude: int


@dataclass(frozen=True, slots=True)
class SetNeed:
    """Whom a group sends to tickets of a kind, or of a category and those below it."""

    kind: Kind
    category_code: str | None
    functions: tuple[Function, ...]
    skills: Mapping[Skill, int]
    minutes: int


async def assign_area(actor: Actor, new: AssignArea, uow: UnitOfWork) -> None:
    """The area is these buildings from now on.

    Raises `NotFound` for who may not, and for people and buildings that are not the estate's.
    """
    check_role(actor, new.estate_id, ARRANGERS, "staffId")
    wanted = set(new.building_ids)
    if len(wanted) > MOST_BUILDINGS:
        most = {"most": MOST_BUILDINGS}
        raise GuanjiaError(DispatchCode.AREA_TOO_LARGE, field="buildingIds", details=most)
    if await find_colleague(uow, new.estate_id, new.staff_id, uow.now) is None:
        raise NotFound("staffId")
    known = select(Building.id).where(
        Building.estate_id == new.estate_id, Building.id.in_(list(wanted))
    )
    if len((await uow.execute(known)).all()) != len(wanted):
        raise NotFound("buildingIds")
    await uow.execute(
        delete(StaffArea).where(
            StaffArea.estate_id == new.estate_id,
            StaffArea.staff_id == new.staff_id,
            StaffArea.building_id.not_in(list(wanted)),
        )
    )
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id, "staff_id": new.staff_id}
    rows = [{**tenant, "id": new_id(), "building_id": each} for each in sorted(wanted)]
    if rows:
        await uow.connection.execute(insert(StaffArea).on_conflict_do_nothing(), rows)


async def locate(actor: Actor, new: Locate, uow: UnitOfWork) -> None:
    """The building stands there. Raises `NotFound` and PLACE_INVALID."""
    check_role(actor, new.estate_id, ARRANGERS, "buildingId")
    if not (abs(new.latitude) <= 90 * DEGREE and abs(new.longitude) <= 180 * DEGREE):
        raise GuanjiaError(DispatchCode.PLACE_INVALID, field="latitude")
    changed = await uow.execute(
        update(Building)
        .where(Building.estate_id == new.estate_id, Building.id == new.building_id)
        .values(latitude=new.latitude, longitude=new.longitude)
    )
    if not changed.rowcount:
        raise NotFound("buildingId")


async def set_need(actor: Actor, new: SetNeed, uow: UnitOfWork) -> UUID:
    """The group's own row takes the shipped one's place (`core.dispatch.needs`); its key.

    Raises `NotFound` for who does not direct the group and for unknown categories, and
    NEED_INVALID.
    """
    if Role.GROUP_DIRECTOR not in actor.group_roles:
        raise NotFound("kind")
    if (
        not new.functions
        or not 1 <= new.minutes <= MOST_MINUTES
        or not all(1 <= level <= 5 for level in new.skills.values())
    ):
        raise GuanjiaError(DispatchCode.NEED_INVALID, details={"most": MOST_MINUTES})
    if new.category_code is not None:
        kind, _ = await category(uow, actor.group_id, new.category_code)
        if kind is not new.kind:
            raise NotFound("categoryCode")
    skills = sorted(new.skills)
    values = {
        "functions": sorted(function.value for function in set(new.functions)),
        "skills": [skill.value for skill in skills],
        "levels": [new.skills[skill] for skill in skills],
        "minutes": new.minutes,
    }
    made = insert(DispatchNeed).values(
        group_id=actor.group_id,
        id=new_id(),
        version=1,
        kind=new.kind,
        category_code=new.category_code,
        **values,
    )
    found = await uow.execute(
        made.on_conflict_do_update(
            index_elements=["group_id", "kind", "category_code"],
            set_={**values, "version": DispatchNeed.version + 1},
        ).returning(DispatchNeed.id)
    )
    key: UUID = found.scalar_one()
    return key


__all__ = ["AssignArea", "Locate", "SetNeed", "assign_area", "locate", "set_need"]
