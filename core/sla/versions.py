"""Which policy is in force where and when, and policies by version.

Versions never change, so that they are read once by a process and kept; which one is in force is
asked anew in the statement that needs it.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Uuid,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    select,
)

from core.db.unit_of_work import UnitOfWork
from core.sla.document import parse
from core.sla.history import Entry
from core.sla.models import PolicyVersion
from core.sla.policy import Policy
from core.sla.shipped import SHIPPED

MOST_KEPT = 1000

_kept: OrderedDict[tuple[int, UUID], Policy] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Book:
    """The policies that a history names. Raises KeyError for a version it does not hold."""

    versions: Mapping[UUID, Policy] = field(default_factory=dict)

    def of(self, version: UUID | None) -> Policy:
        """The policy of a version; None is the shipped one."""
        return SHIPPED if version is None else self.versions[version]


def version_in_force(group: Any, estate: Any, at: Any) -> ColumnElement[Any]:
    """SQL: the version in force at an estate: its own, or its group's, or (null) the shipped."""
    own = PolicyVersion.__table__.alias("own_policy")
    groups = PolicyVersion.__table__.alias("group_policy")
    return func.coalesce(
        _latest(own, group, own.c.estate_id == estate, at),
        _latest(groups, group, groups.c.estate_id.is_(None), at),
    )


def _latest(row: FromClause, group: Any, whose: ColumnElement[bool], at: Any) -> ColumnElement[Any]:
    return (
        select(case((row.c.document.is_not(None), row.c.id)))
        .where(row.c.group_id == group, whose, row.c.effective_from <= at)
        .order_by(row.c.effective_from.desc(), row.c.number.desc())
        .limit(literal_column("1"))
        .scalar_subquery()
    )


_NAMED = select(PolicyVersion.id, PolicyVersion.document).where(
    PolicyVersion.group_id == bindparam("group"),
    PolicyVersion.id == bindparam("ids", type_=ARRAY(Uuid)).any_(),
)


async def policies_of(uow: UnitOfWork, group_id: int, versions: Iterable[UUID | None]) -> Book:
    """The policies of these versions of a group; a statement only for those not read before."""
    wanted = {version for version in versions if version is not None}
    if not wanted:
        return Book()
    missing = [version for version in wanted if (group_id, version) not in _kept]
    if missing:
        found = await uow.execute(_NAMED, [{"group": group_id, "ids": missing}])
        for row in found.mappings():
            _kept[group_id, row["id"]] = parse(row["document"])
    book = Book({version: _kept[group_id, version] for version in wanted})
    for version in wanted:
        _kept.move_to_end((group_id, version))
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return book


async def in_force(
    uow: UnitOfWork, group_id: int, estate_id: int | None, at: datetime
) -> UUID | None:
    """The version in force at an estate, or (None) in the group; None: the shipped policy."""
    found = version_in_force(literal(group_id), literal(estate_id, BigInteger()), literal(at))
    version: UUID | None = (await uow.execute(select(found))).scalar_one()
    return version


async def latest_number(uow: UnitOfWork, group_id: int, estate_id: int | None) -> int:
    """The number of the version adopted last, in force or not; 0 where there is none.

    Nobody else adopts one for the group until the transaction ends.
    """
    lock = func.hashtextextended(f"policy {group_id}", 0)
    await uow.execute(select(func.pg_advisory_xact_lock(lock)))
    of_scope = PolicyVersion.estate_id.is_not_distinct_from(estate_id)
    found = select(func.coalesce(func.max(PolicyVersion.number), 0)).where(
        PolicyVersion.group_id == group_id, of_scope
    )
    number: int = (await uow.execute(found)).scalar_one()
    return number


def versions_in(history: Sequence[Entry]) -> Iterator[UUID | None]:
    """The versions that a history names."""
    return (entry.policy for entry in history if entry.described is not None)


__all__ = [
    "Book",
    "in_force",
    "latest_number",
    "policies_of",
    "version_in_force",
    "versions_in",
]
