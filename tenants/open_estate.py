"""Opening an estate 项目/小区: the inner wall."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.dispatch.kinds import DispatchMode
from core.dispatch.models import DispatchSetting
from core.dispatch.rules import THRESHOLD
from core.errors import Invalid, NotFound
from core.estates.models import Estate, EstateEntry, PropertyType, Region
from core.estates.rights import bump
from core.ids import new_id
from core.sla.calendar import shifts_of
from tenants.errors import Taken, TenantsCode
from tenants.open_group import LONGEST_NAME, check_code
from tenants.reach import accounts_at
from tenants.roles import Permission, require

LONGEST_ADDRESS = 200

Shifts = Mapping[str, list[list[str]]]

SHIFTS: Shifts = {str(weekday): [["08:30", "12:00"], ["13:30", "18:00"]] for weekday in range(1, 8)}
"""What an estate works unless it says otherwise: every day, with a break at noon."""


@dataclass(frozen=True, slots=True)
class OpenEstate:
    """An estate; `code` is unique in the group. See `Estate` for `zone`, `shifts`, `holidays`."""

    code: str
    name: str
    region_id: int
    property_type: PropertyType
    address: str
    zone: str = "Asia/Shanghai"
    shifts: Shifts = field(default_factory=lambda: SHIFTS)
    holidays: str = "CN"


async def open_estate(actor: Actor, new: OpenEstate, uow: UnitOfWork) -> int:
    """Open an estate; returns its id. It is at once within the reach of those over its region.

    Raises `NotFound`, `CODE_TAKEN`, `Invalid`. The transaction must be one of `administering`; its
    scope is widened by the new estate.
    """
    require(actor, Permission.OPEN_ESTATES)
    group_id = actor.group_id
    region = await uow.row(
        select(Region.id).where(Region.group_id == group_id, Region.id == new.region_id)
    )
    if region is None:
        raise NotFound("regionId")
    _check(new)
    name = text.required("name", new.name, LONGEST_NAME)
    address = text.required("address", new.address, LONGEST_ADDRESS)
    entry = insert(EstateEntry).values(group_id=group_id, code=new.code)
    statement = entry.on_conflict_do_nothing().returning(EstateEntry.id)
    estate_id: int | None = (await uow.execute(statement)).scalar()
    if estate_id is None:
        raise Taken(TenantsCode.CODE_TAKEN, "code")
    await uow.enter(Scope.system(group_id, *uow.scope.estates, estate_id))
    await uow.execute(
        insert(Estate).values(
            id=estate_id,
            group_id=group_id,
            region_id=new.region_id,
            code=new.code,
            name=name,
            property_type=new.property_type,
            zone=new.zone,
            shifts=dict(new.shifts),
            holidays=new.holidays,
            address=address,
            created_at=uow.now,
        )
    )
    uow.add(  # S-C2: proposed by the system, confirmed by a person
        DispatchSetting,
        group_id=group_id,
        estate_id=estate_id,
        id=new_id(),
        mode=DispatchMode.PROPOSED,
        threshold=THRESHOLD,
    )
    await bump(uow, group_id, await accounts_at(uow, group_id, estate_id))
    uow.emit(
        "estate.opened",
        group_id=group_id,
        estate_id=estate_id,
        subject_id=actor.account_id,
        code=new.code,
    )
    return estate_id


def _check(new: OpenEstate) -> None:
    check_code(new.code)
    try:
        ZoneInfo(new.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid("zone", "is not an IANA time zone") from None
    try:
        shifts_of(dict(new.shifts))
    except (ValueError, TypeError, AttributeError):
        raise Invalid("shifts", 'must look like {"1": [["08:30", "12:00"]]}') from None
    if new.holidays and new.holidays not in holidays.list_supported_countries():
        raise Invalid("holidays", "is not a country whose public holidays are known")


__all__ = ["SHIFTS", "OpenEstate", "open_estate"]
