"""Opening the group, its regions and estates, and signing contracts: through the use cases."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import update

from api.demo.blueprint import (
    ESTATES,
    GROUP,
    GROUP_NAME,
    REGIONS,
    SHIFTS,
    ZONE,
    EstatePlan,
    Keys,
)
from api.demo.rosters import LOCAL
from core import clock
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from tenants.open_estate import OpenEstate, open_estate
from tenants.open_group import OpenGroup, open_group
from tenants.open_region import OpenRegion, open_region
from tenants.roles import console
from tenants.sign_contract import SignContract, sign_contract


async def open_everything(uow: UnitOfWork) -> Keys:
    """The group with all its estates under contract; leaves the transaction in its scope."""
    now = uow.now
    founding = _dated(uow, now - timedelta(days=20 * 365))
    group_id = await open_group(console(0), OpenGroup(GROUP, GROUP_NAME), founding)
    regions = {
        region.code: await open_region(
            console(group_id), OpenRegion(region.code, region.name), founding
        )
        for region in REGIONS
    }
    estates: dict[str, int] = {}
    uow.scope = founding.scope
    for plan in ESTATES:
        estates[plan.code] = await _open(uow, group_id, plan, regions[plan.region])
        await _sign(uow, group_id, plan, estates[plan.code], now)
    return Keys(group_id, regions, estates)


async def _open(uow: UnitOfWork, group_id: int, plan: EstatePlan, region_id: int) -> int:
    then = _dated(uow, uow.now - timedelta(days=plan.age * 365))
    new = OpenEstate(
        code=plan.code,
        name=plan.name,
        region_id=region_id,
        property_type=plan.property_type,
        address=plan.address,
        zone=ZONE,
        shifts=SHIFTS[plan.property_type],
    )
    estate_id = await open_estate(console(group_id), new, then)
    await then.flush()
    uow.scope = then.scope
    homes = update(Estate).where(Estate.id == estate_id).values(homes=plan.layout.homes)
    await uow.execute(homes)
    return estate_id


async def _sign(
    uow: UnitOfWork, group_id: int, plan: EstatePlan, estate_id: int, now: datetime
) -> None:
    """Three years from the last new year but one on (S-N1)."""
    year = now.astimezone(LOCAL).year - 1
    begins, ends = (datetime.combine(date(of, 1, 1), time(), LOCAL) for of in (year, year + 3))
    then = _dated(uow, begins - timedelta(days=40))
    contract = SignContract(
        estate_id, f"{plan.name}物业服务合同（{year}—{year + 2}）", begins, ends
    )
    await sign_contract(console(group_id, (estate_id,)), contract, then)
    await then.flush()


def _dated(uow: UnitOfWork, at: datetime) -> UnitOfWork:
    """The same transaction, as if it were then."""
    with clock.at(at):
        return UnitOfWork(uow.connection, uow.scope)


__all__ = ["open_everything"]
