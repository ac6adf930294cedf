"""A writer of postings and payment notices in a process of its own, to be killed.

What it posts follows from its number alone, so that after a death it goes on where the ledger says
it was, and sends again whatever it does not know to have arrived.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import DBAPIError

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.errors import GuanjiaError
from plugins.paid_services.errors import PaidCode
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.post import Account, Books, Posting, post
from plugins.paid_services.ledger.repository import transfer_by_key
from plugins.paid_services.payments.notice import take
from plugins.paid_services.payments.providers.base import Notice, Told, Trade

INCOME = Account(AccountKind.SERVICE_INCOME)
CASH = Account(AccountKind.CASH)
REFUNDS = Account(AccountKind.REFUNDS)
AGAIN_AFTER = 0.2
"""Seconds to wait for a server that is not there."""


@dataclass(frozen=True, slots=True)
class Place:
    """An estate whose ledger is written, with its houses."""

    group_id: int
    estate_id: int
    houses: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A payment that a provider tells of, and of how much."""

    place: Place
    payment_id: UUID
    amount: int


@dataclass(frozen=True, slots=True)
class Load:
    """What one writer does: `batches` of `size` postings, and its notices between them."""

    url: str
    number: int
    places: tuple[Place, ...]
    batches: int
    size: int
    notices: tuple[Sent, ...]


def batch(load: Load, number: int) -> tuple[Place, list[Posting]]:
    """The postings of a batch: bills, and payments of part of each; the same every time."""
    chance = random.Random(f"{load.number}:{number}")
    place = chance.choice(load.places)
    postings: list[Posting] = []
    for index in range(0, load.size, 2):
        owed = Account(AccountKind.RECEIVABLE, chance.choice(place.houses))
        amount = chance.randint(2, 50_000)
        key = f"{load.number}:{number}:{index}"
        postings.append(Posting(owed, INCOME, amount, key, TransferPurpose.BILLED))
        part = chance.randint(1, amount)
        postings.append(Posting(CASH, owed, part, f"{key}:paid", TransferPurpose.PAID))
    return place, postings


def marked(load: Load, number: int) -> str:
    """The key of a batch's first posting."""
    return f"{load.number}:{number}:0"


class Writer:
    """One writer with its connections."""

    def __init__(self, load: Load, database: Database) -> None:
        self.load, self.database = load, database

    async def write(self) -> None:
        """Everything, from where the ledger says it was."""
        first = await self._until_answered(self._done)
        share = -(-len(self.load.notices) // max(1, self.load.batches))
        for number in range(first, self.load.batches):
            await self._until_answered(lambda number=number: self._post(number))  # type: ignore[misc]
            # those of the batch before are sent again: the answer to them may have been lost
            for sent in self.load.notices[max(0, number - 1) * share : (number + 1) * share]:
                await self._until_answered(lambda sent=sent: self._notice(sent))  # type: ignore[misc]
            await self._until_answered(self._too_much)
        for sent in self.load.notices:
            await self._until_answered(lambda sent=sent: self._notice(sent))  # type: ignore[misc]

    async def _done(self) -> int:
        """How many batches are there: found by halving, as they were posted in order."""
        low, high = 0, self.load.batches
        while low < high:
            middle = (low + high) // 2
            place, _ = batch(self.load, middle)
            async with unit_of_work(self.database, self._scope(place)) as uow:
                there = await transfer_by_key(uow, place.estate_id, marked(self.load, middle))
            low, high = (low, middle) if there is None else (middle + 1, high)
        return low

    async def _post(self, number: int) -> int:
        place, postings = batch(self.load, number)
        async with unit_of_work(self.database, self._scope(place)) as uow:
            return await post(uow, Books(place.group_id, place.estate_id), postings)

    async def _notice(self, sent: Sent) -> int:
        place, number = sent.place, sent.payment_id.hex
        told = Told(number, f"L{number}", sent.amount, Trade.PAID)
        async with unit_of_work(self.database, self._scope(place)) as uow:
            await take(uow, place.group_id, place.estate_id, "local", Notice(f"N{number}", told))
        return 0

    async def _too_much(self) -> int:
        """More than was ever in the till is taken out: that must never work."""
        place = self.load.places[0]
        given = Posting(
            REFUNDS, CASH, 9_000_000_000_000, f"much:{self.load.number}", TransferPurpose.REFUNDED
        )
        try:
            async with unit_of_work(self.database, self._scope(place)) as uow:
                await post(uow, Books(place.group_id, place.estate_id), [given])
        except GuanjiaError as refused:
            if refused.code is PaidCode.BALANCE_TOO_LOW:
                return 0
            raise
        raise AssertionError("a balance fell below its floor")

    @staticmethod
    async def _until_answered(work: Callable[[], Awaitable[int]]) -> int:
        while True:
            try:
                return await work()
            except (DBAPIError, DatabaseError, OSError):
                await asyncio.sleep(AGAIN_AFTER)

    @staticmethod
    def _scope(place: Place) -> Scope:
        return Scope.system(place.group_id, place.estate_id)


def main(load: Load) -> None:
    """Write until done, or killed. Whoever starts while the server recovers tries again."""

    async def write() -> bool:
        try:
            async with Database(load.url, size=2).opened() as database:
                await Writer(load, database).write()
        except PoolTimeout:
            return False
        return True

    while not asyncio.run(write()):
        pass


def loads(
    url: str, places: Sequence[Place], postings: int, writers: int, size: int, sent: Sequence[Sent]
) -> list[Load]:
    """The work divided: every writer its own batches; every notice is sent by two of them."""
    batches = -(-postings // (writers * size))
    return [
        Load(
            url,
            number,
            tuple(places),
            batches,
            size,
            tuple(sent[number::writers]) + tuple(sent[(number + 1) % writers :: writers]),
        )
        for number in range(writers)
    ]
