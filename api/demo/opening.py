"""Opening the group, its regions and estates, and signing contracts: through the use cases."""

from collections.abc import Mapping
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
from core.plugin.catalogue import Catalogue
from core.plugin.demo import DemoContract, Demonstration
from tenants.open_estate import OpenEstate, open_estate
from tenants.open_group import OpenGroup, open_group
from tenants.open_region import OpenRegion, open_region
from tenants.roles import console
from tenants.sign_contract import PluginTerm, SignContract, sign_contract
from tenants.turns import take_turns


async def open_everything(uow: UnitOfWork, installed: Catalogue) -> Keys:
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
        await _sign(uow, group_id, plan, estates[plan.code], installed)
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
    uow: UnitOfWork, group_id: int, plan: EstatePlan, estate_id: int, installed: Catalogue
) -> None:
    """Three years from the last new year but one on (S-N1), with the plugins of its contract, which
    are set up when it begins."""
    year = uow.now.astimezone(LOCAL).year - 1
    begins, ends = (datetime.combine(date(of, 1, 1), time(), LOCAL) for of in (year, year + 3))
    then = _dated(uow, begins - timedelta(days=40))
    terms = tuple(
        PluginTerm(plugin, each.configuration)
        for plugin, each in demonstrated(installed, plan.contract).items()
    )
    title = f"{plan.name}物业服务合同（{year}—{year + 2}）"
    contract = SignContract(estate_id, title, begins, ends, terms)
    await sign_contract(console(group_id, (estate_id,)), contract, then, installed=installed)
    await then.flush()
    if terms:
        begun = _dated(uow, begins)
        await take_turns(installed, begun, group_id, estate_id)
        await begun.flush()


def demonstrated(installed: Catalogue, contract: DemoContract) -> Mapping[str, Demonstration]:
    """The plugins of a contract: each after those it requires."""
    return {
        plugin: each
        for plugin, each in installed.demonstrations.items()
        if each.contract <= contract
    }


def _dated(uow: UnitOfWork, at: datetime) -> UnitOfWork:
    """The same transaction, as if it were then."""
    with clock.at(at):
        return UnitOfWork(uow.connection, uow.scope)


__all__ = ["demonstrated", "open_everything"]
