"""Who leaves an estate's staff loses their roles there with the end of their last day (S-K1).

The system sees to it after `staff.left`: nobody takes away a role above their own, yet no role
outlasts the work it was for.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.estates.rights import bump
from core.jobs.handlers import Consumer, Event, Jobs
from core.staff.models import Staff
from tenants.models import AccountAction, RoleGrant, ScopeKind
from tenants.record import record

CONSUMER = "tenants.leaving"


async def on_leaving(uow: UnitOfWork, event: Event) -> None:
    """End the person's roles at the estate, unless they have another place there."""
    person = await uow.row(
        select(Staff.account_id, Staff.left_on, Estate.zone)
        .join(Estate, Estate.id == Staff.estate_id)
        .where(Staff.estate_id == event.estate_id, Staff.id == event.subject_id)
    )
    if person is None or person["account_id"] is None or person["left_on"] is None:
        return
    account_id, last_day = person["account_id"], person["left_on"]
    others = select(Staff.id).where(
        Staff.estate_id == event.estate_id,
        Staff.account_id == account_id,
        or_(Staff.left_on.is_(None), Staff.left_on > last_day),
    )
    if (await uow.execute(others.limit(1))).first() is not None:
        return
    ends = end_of(last_day, person["zone"])
    await bump(uow, event.group_id, [account_id])
    ended = await uow.execute(
        update(RoleGrant)
        .where(
            RoleGrant.group_id == event.group_id,
            RoleGrant.account_id == account_id,
            RoleGrant.scope == ScopeKind.ESTATE,
            RoleGrant.estate_id == event.estate_id,
            RoleGrant.revoked_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > ends),
        )
        .values(valid_to=ends)
        .returning(RoleGrant.id, RoleGrant.role)
    )
    for grant in ended:
        record(
            uow,
            event.group_id,
            account_id,
            AccountAction.ROLE_REVOKED,
            grant=str(grant.id),
            role=grant.role.value,
            scope=ScopeKind.ESTATE.value,
            validTo=ends.isoformat(),
        )


def end_of(day: date, zone: str) -> datetime:
    """The first instant after a local day."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))


JOBS = Jobs(consumers=(Consumer(CONSUMER, frozenset({"staff.left"}), on_leaving),))

__all__ = ["CONSUMER", "JOBS", "end_of", "on_leaving"]
