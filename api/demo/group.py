"""The group as a whole: its headquarters, and when its estates work."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from api.demo.accounts import Accounts, Grant
from api.demo.blueprint import (
    DAYS,
    DAYS_AHEAD,
    REGIONS,
    SHIFTS,
    ZONE,
    EstatePlan,
    Keys,
)
from api.demo.dice import Dice
from api.demo.names import person_name
from api.demo.rosters import LOCAL
from core.actor import Actor, Audience, Role
from core.estates.models import PropertyType
from core.sla.calendar import Calendar, PublicDays, calendar, shifts_of

COUNTRY = "CN"

HEADQUARTERS = (
    (Role.GROUP_DIRECTOR, "director"),
    (Role.GROUP_STAFF, "analyst"),
    (Role.DUTY_OFFICER, "duty"),
    (Role.COMPANY_LEADER, "leader"),
    (Role.BOARD, "board"),
)
"""Who works for the group as a whole, and the name they log in by."""

DEVICES = "设备监控平台"
"""The service that reports for lifts, pumps and alarm panels (S-M3)."""


def add_headquarters(accounts: Accounts, keys: Keys, seed: int, now: datetime) -> Actor:
    """The group's own people, a manager for each region, and the service, which is returned."""
    dice = Dice(seed, "headquarters")
    since = now - timedelta(days=1_500)
    for role, login in HEADQUARTERS:
        grants = (Grant(role),)
        accounts.open(Audience.STAFF, person_name(dice), since, logins=(login,), grants=grants)
    for region in REGIONS:
        grant = Grant(Role.REGION_MANAGER, region_id=keys.regions[region.code])
        login = "region" if region is REGIONS[0] else f"region.{region.code}"
        accounts.open(Audience.STAFF, person_name(dice), since, logins=(login,), grants=(grant,))
    devices = accounts.open(Audience.SERVICE, DEVICES, since, grants=(Grant(Role.SERVICE),))
    accounts.issue_key(devices, DEVICES, since)
    return Actor(
        group_id=keys.group,
        account_id=devices,
        audience=Audience.SERVICE,
        name=DEVICES,
        roles=dict.fromkeys(keys.estates.values(), frozenset({Role.SERVICE})),
        group_roles=frozenset({Role.SERVICE}),
    )


def calendar_of(plan: EstatePlan, now: datetime) -> Calendar:
    """When the estate works."""
    days = own_days(plan, now.astimezone(LOCAL).date())
    overrides = tuple(sorted((day, working) for day, (working, _) in days.items()))
    return calendar(ZONE, shifts_of(SHIFTS[plan.property_type]), COUNTRY, overrides)


def own_days(plan: EstatePlan, today: date) -> Mapping[date, tuple[bool, str]]:
    """Days on which an estate differs from the public calendar: whether it works, and why.

    Shops stay open on public holidays; a typhoon closed the estates in the south for a day.
    """
    days = {}
    public = PublicDays(COUNTRY)
    for offset in range(-DAYS - 30, DAYS_AHEAD + 30):
        day = today + timedelta(days=offset)
        if plan.property_type is PropertyType.COMMERCIAL and public.holiday(day):
            days[day] = (True, "节假日照常营业")
    if plan.region == "south":
        days[today - timedelta(days=41)] = (False, "台风停工一天")
    return days


__all__ = [
    "DEVICES",
    "HEADQUARTERS",
    "add_headquarters",
    "calendar_of",
    "own_days",
]
