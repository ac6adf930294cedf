"""Which plugins are on, for which estate, at which instant: asked here and nowhere else.

A group's dated contract rows are kept in memory as a `Book` of one version, so that the question
costs a look-up and a change of date needs no event. How a change of contract reaches every process
at once: the transaction that makes it raises the version of the group's book *and* the rights of
every account at the estate. The next statement of each of those, in any process, is refused
(GJ001); reading the rights again brings the book's new version along (`seen`), and with it the end
of the old book. Requests therefore pay nothing for the check. Workers, whose statements carry no
rights, ask with `current`, which compares the version in their own transaction.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core import clock
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.ids import new_id
from tenants.directory import enter_group
from tenants.kept import Kept
from tenants.models import ContractBook, ContractPlugin

BOOKS_KEPT = 1_000
GOOD_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Term:
    """A plugin on at an estate from `valid_from` until `valid_to` (exclusive), and how."""

    estate_id: int
    plugin: str
    contract_id: UUID
    configuration: Mapping[str, Any]
    valid_from: datetime
    valid_to: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether the term runs at an instant."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """An answer, and the time it is good for: between two of the dates it was made from."""

    plugins: frozenset[str]
    since: datetime | None
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Book:
    """A group's terms at one version."""

    group_id: int
    version: int
    read_at: datetime
    terms: Mapping[int, tuple[Term, ...]]
    _known: dict[int | None, _Stretch] = field(default_factory=dict, compare=False, repr=False)

    def enabled(self, estate_id: int, at: datetime) -> frozenset[str]:
        """The plugins on at one estate."""
        known = self._known.get(estate_id)
        if known is None or not known.covers(at):
            known = _stretch(self.terms.get(estate_id, ()), at)
            self._known[estate_id] = known
        return known.plugins

    def group_union(self, at: datetime) -> frozenset[str]:
        """The plugins on at any estate of the group: what headquarters' schema is made of."""
        known = self._known.get(None)
        if known is None or not known.covers(at):
            known = _stretch([term for terms in self.terms.values() for term in terms], at)
            self._known[None] = known
        return known.plugins

    def estates_with(self, plugin: str, at: datetime) -> tuple[int, ...]:
        """The estates at which a plugin is on, in order."""
        return tuple(estate for estate in self.terms if plugin in self.enabled(estate, at))

    def term(self, estate_id: int, plugin: str, at: datetime) -> Term | None:
        """The term under which a plugin is on at an estate, with its configuration."""
        for term in self.terms.get(estate_id, ()):
            if term.plugin == plugin and term.holds(at):
                return term
        return None

    def ended_at(self, estate_id: int, plugin: str, at: datetime) -> datetime | None:
        """When a plugin that is off was last on at an estate; None where it never was."""
        ends = [
            term.valid_to
            for term in self.terms.get(estate_id, ())
            if term.plugin == plugin and term.valid_to is not None and term.valid_to <= at
        ]
        return max(ends, default=None)


def _stretch(terms: list[Term] | tuple[Term, ...], at: datetime) -> _Stretch:
    dates = [term.valid_from for term in terms]
    dates += [term.valid_to for term in terms if term.valid_to is not None]
    return _Stretch(
        plugins=frozenset(term.plugin for term in terms if term.holds(at)),
        since=max((moment for moment in dates if moment <= at), default=None),
        until=min((moment for moment in dates if moment > at), default=None),
    )


class Contracts:
    """The books of the groups this process has to do with."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._books: Kept[int, Book] = Kept(BOOKS_KEPT)
        self._newest: dict[int, int] = {}
        self._lock = asyncio.Lock()

    async def book(self, group_id: int) -> Book:
        """The group's book, for a request: no older than the caller's rights."""
        book = self._kept(group_id)
        if book is None:
            async with self._lock:
                book = self._kept(group_id)
                if book is None:
                    async with unit_of_work(self._database, Scope.system(group_id)) as uow:
                        book = await self._read(uow, group_id)
        return book

    async def enabled(
        self, group_id: int, estate_id: int, at: datetime | None = None
    ) -> frozenset[str]:
        """The plugins on at an estate, now or at another instant."""
        return (await self.book(group_id)).enabled(estate_id, at or clock.now())

    async def group_union(self, group_id: int, at: datetime | None = None) -> frozenset[str]:
        """The plugins on at any estate of a group, now or at another instant."""
        return (await self.book(group_id)).group_union(at or clock.now())

    async def current(self, uow: UnitOfWork, group_id: int) -> Book:
        """The group's book, for work of the system: as of the transaction, which it must be in.

        Costs one look-up by key where nothing has changed.
        """
        version = await _version(uow, group_id)
        book = self._books.get(group_id)
        if book is None or book.version != version:
            scope = uow.scope
            book = await self._read(uow, group_id)
            await uow.enter(scope)
        return book

    def seen(self, group_id: int, version: int) -> None:
        """Believe no book of the group that is older than this version from now on."""
        self._newest[group_id] = max(version, self._newest.get(group_id, 0))

    def _kept(self, group_id: int) -> Book | None:
        book = self._books.get(group_id)
        if (
            book is None
            or book.version < self._newest.get(group_id, 0)
            or clock.now() - book.read_at >= GOOD_FOR
        ):
            return None
        return book

    async def _read(self, uow: UnitOfWork, group_id: int) -> Book:
        version = await _version(uow, group_id)
        estates = await enter_group(uow, group_id)
        terms: dict[int, list[Term]] = {}
        rows = await uow.execute(
            select(
                ContractPlugin.estate_id,
                ContractPlugin.plugin,
                ContractPlugin.contract_id,
                ContractPlugin.configuration,
                ContractPlugin.valid_from,
                ContractPlugin.valid_to,
            )
            .where(ContractPlugin.group_id == group_id, ContractPlugin.estate_id.in_(estates))
            .order_by(ContractPlugin.estate_id, ContractPlugin.valid_from)
        )
        for row in rows.mappings():
            terms.setdefault(row["estate_id"], []).append(Term(**row))
        book = Book(
            group_id=group_id,
            version=version,
            read_at=uow.now,
            terms={estate: tuple(found) for estate, found in terms.items()},
        )
        self._books.put(group_id, book)
        return book


async def _version(uow: UnitOfWork, group_id: int) -> int:
    statement = select(ContractBook.version).where(ContractBook.group_id == group_id)
    found: int | None = (await uow.execute(statement)).scalar_one_or_none()
    return found or 0


async def raise_book(uow: UnitOfWork, group_id: int) -> None:
    """Give the group's book a new version, first thing in a transaction that changes a contract.

    Changes within one group queue up behind it. Versions grow with time and none comes twice, so
    that a book read inside a transaction that was rolled back is never taken for a later one.
    """
    stamp = new_id().int >> 64
    statement = insert(ContractBook).values(group_id=group_id, version=stamp)
    await uow.execute(
        statement.on_conflict_do_update(
            index_elements=[ContractBook.group_id],
            set_={"version": func.greatest(ContractBook.version + 1, statement.excluded.version)},
        )
    )


__all__ = ["Book", "Contracts", "Term", "raise_book"]
