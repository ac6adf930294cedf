"""Who holds which role at an estate: by a grant that reaches it, or by a place among its staff."""

from sqlalchemy import BigInteger, DateTime, and_, bindparam, case, func, literal, or_, select

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.escalation.holders import TOLD, Holder
from core.estates.models import Estate, Region
from core.staff.models import Staff
from core.staff.repository import still_here
from tenants.models import Account, RoleGrant, ScopeKind

GROUP_AWAY = 1_000
"""The distance of the group: beyond every region."""

_NOW = bindparam("now", type_=DateTime(timezone=True))
_ESTATE = bindparam("estate", type_=BigInteger)
_ROLES = [role for role in Role if role in TOLD]

_GRANTED = (
    select(
        RoleGrant.role,
        Account.name,
        case(
            (RoleGrant.scope == ScopeKind.ESTATE, 0),
            (
                RoleGrant.scope == ScopeKind.REGION,
                func.cardinality(Region.path)
                - func.array_position(Region.path, RoleGrant.region_id)
                + 1,
            ),
            else_=GROUP_AWAY,
        ).label("distance"),
        Account.id.label("account_id"),
        Staff.id.label("staff_id"),
        Staff.department_id,
    )
    .join(Account, and_(Account.group_id == RoleGrant.group_id, Account.id == RoleGrant.account_id))
    .join(Estate, and_(Estate.group_id == RoleGrant.group_id, Estate.id == _ESTATE))
    .join(Region, and_(Region.group_id == Estate.group_id, Region.id == Estate.region_id))
    .outerjoin(
        Staff,
        and_(
            Staff.estate_id == _ESTATE,
            Staff.account_id == RoleGrant.account_id,
            still_here(_NOW),
        ),
    )
    .where(
        RoleGrant.role.in_(_ROLES),
        RoleGrant.granted_at <= _NOW,
        RoleGrant.revoked_at.is_(None),
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > _NOW),
        Account.disabled_at.is_(None),
        or_(
            RoleGrant.scope == ScopeKind.GROUP,
            RoleGrant.region_id == Region.path.any_(),
            RoleGrant.estate_id == _ESTATE,
        ),
    )
)

_PLACED = (
    select(
        Staff.role,
        Staff.name,
        literal(0).label("distance"),
        Staff.account_id,
        Staff.id.label("staff_id"),
        Staff.department_id,
    )
    .join(Estate, Estate.id == Staff.estate_id)
    .outerjoin(Account, and_(Account.group_id == Staff.group_id, Account.id == Staff.account_id))
    .where(
        Staff.estate_id == _ESTATE,
        Staff.role.in_(_ROLES),
        still_here(_NOW),
        Account.disabled_at.is_(None),
    )
)

_HOLDERS = _PLACED.union_all(_GRANTED)


async def holders_at(uow: UnitOfWork, estate_id: int) -> tuple[Holder, ...]:
    """Everybody who holds a role that is told of escalations. The transaction is the system's.

    Disabled accounts hold nothing, nor do people who have left.
    """
    rows = await uow.execute(_HOLDERS, [{"estate": estate_id, "now": uow.now}])
    return tuple(Holder(**row) for row in rows.mappings())


__all__ = ["holders_at"]
