"""Which version is in force where and when, and documents by version.

Versions never change, so that they are read once by a process and kept; which one is in force is
asked anew in the statement that needs it.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    FromClause,
    Uuid,
    bindparam,
    case,
    column,
    func,
    literal,
    literal_column,
    select,
)

from core.adopted.editions import Editions
from core.db.unit_of_work import UnitOfWork

T = TypeVar("T")

MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Book(Generic[T]):
    """The documents that something names. Raises KeyError for a version it does not hold."""

    editions: Editions[T]
    versions: Mapping[UUID, T] = field(default_factory=dict)

    def of(self, version: UUID | None) -> T:
        """The document of a version; None is the first shipped one."""
        shipped = self.editions.of(version)
        if shipped is not None:
            return shipped
        assert version is not None
        return self.versions[version]


class Documents(Generic[T]):
    """The documents of one kind: a table of versions (an `AdoptedVersion`), what one says, and what
    is shipped."""

    def __init__(
        self,
        model: Any,
        parse: Callable[[object], T],
        editions: Editions[T],
    ) -> None:
        self.model = model
        self.parse = parse
        self.editions = editions
        self._table: Any = self.model.__table__
        self._kept: OrderedDict[tuple[int, UUID], T] = OrderedDict()

    def adopted(self, group: Any, estate: Any, at: Any) -> ColumnElement[Any]:
        """SQL: the version in force at an estate: its own, its group's, or null."""
        own, groups = self._table.alias(), self._table.alias()
        return func.coalesce(
            _latest(own, group, own.c.estate_id == estate, at),
            _latest(groups, group, groups.c.estate_id.is_(None), at),
        )

    async def in_force(
        self, uow: UnitOfWork, group_id: int, estate_id: int | None, at: datetime
    ) -> UUID:
        """The version, or shipped edition, in force at an estate, or (None) in the group."""
        place = (estate_id, at)
        return (await self.in_force_at(uow, group_id, (place,)))[place]

    async def in_force_at(
        self, uow: UnitOfWork, group_id: int, places: Iterable[tuple[int | None, datetime]]
    ) -> dict[tuple[int | None, datetime], UUID]:
        """The same for several estates and times, in one statement."""
        wanted = list(dict.fromkeys(places))
        estates = literal([estate for estate, _ in wanted], ARRAY(BigInteger))
        times = literal([at for _, at in wanted], ARRAY(DateTime(timezone=True)))
        named = (column("estate", BigInteger), column("at", DateTime(timezone=True)))
        listed = func.unnest(estates, times).table_valued(*named, name="wanted").render_derived()
        found = self.adopted(literal(group_id), listed.c.estate, listed.c.at)
        rows = (await uow.execute(select(*listed.c, found.label("version")))).all()
        return {(row.estate, row.at): row.version or self.editions.at(row.at) for row in rows}

    async def book(
        self, uow: UnitOfWork, group_id: int, versions: Iterable[UUID | None]
    ) -> Book[T]:
        """The documents of these versions of a group; a statement only for those not read yet."""
        shipped = self.editions.by_key
        wanted = {each for each in versions if each is not None and each not in shipped}
        missing = [version for version in wanted if (group_id, version) not in self._kept]
        if missing:
            for id_, document in await self._named(uow, group_id, missing):
                self._kept[group_id, id_] = self.parse(document)
        book = Book(self.editions, {each: self._kept[group_id, each] for each in wanted})
        for version in wanted:
            self._kept.move_to_end((group_id, version))
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return book

    async def one(self, uow: UnitOfWork, group_id: int, version: UUID | None) -> T:
        """The document of a version."""
        return (await self.book(uow, group_id, (version,))).of(version)

    async def _named(
        self, uow: UnitOfWork, group_id: int, ids: Sequence[UUID]
    ) -> Sequence[tuple[UUID, object]]:
        columns = self._table.c
        statement = select(columns.id, columns.document).where(
            columns.group_id == group_id, columns.id == bindparam("ids", type_=ARRAY(Uuid)).any_()
        )
        rows = (await uow.execute(statement, [{"ids": list(ids)}])).all()
        return [(row.id, row.document) for row in rows]

    async def latest_number(self, uow: UnitOfWork, group_id: int, estate_id: int | None) -> int:
        """The number of the version adopted last, in force or not; 0 where there is none.

        Nobody else adopts one for the group until the transaction ends.
        """
        lock = func.hashtextextended(f"{self.editions.kind} {group_id}", 0)
        await uow.execute(select(func.pg_advisory_xact_lock(lock)))
        columns = self._table.c
        of_scope = columns.estate_id.is_not_distinct_from(estate_id)
        found = select(func.coalesce(func.max(columns.number), 0)).where(
            columns.group_id == group_id, of_scope
        )
        number: int = (await uow.execute(found)).scalar_one()
        return number


def _latest(row: FromClause, group: Any, whose: ColumnElement[bool], at: Any) -> ColumnElement[Any]:
    return (
        select(case((row.c.document.is_not(None), row.c.id)))
        .where(row.c.group_id == group, whose, row.c.effective_from <= at)
        .order_by(row.c.effective_from.desc(), row.c.number.desc())
        .limit(literal_column("1"))
        .scalar_subquery()
    )


__all__ = ["Book", "Documents"]
