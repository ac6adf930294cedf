"""The ledger under fire: writers and PostgreSQL are killed at random while it is written.

At every look, whoever was killed meanwhile: debits and credits are the same, and no balance is
below its floor. In the end everything that was to be posted is there once, the receipts have no
gap, and a reconciliation finds nothing.
"""

import asyncio
import multiprocessing
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from uuid import UUID

from psycopg import Error as DatabaseError
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.db.urls import connect
from core.ids import new_id
from core.operating import OperatorError
from core.plugin.answers import PayerKind
from plugins.paid_services.bills.kinds import BillKind, BillState
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.models import LedgerTransfer
from plugins.paid_services.ledger.numbers import BILLS, take_numbers
from plugins.paid_services.ledger.post import Account, Books, Posting, post
from plugins.paid_services.ledger.reconcile import differences
from plugins.paid_services.payments.kinds import PaymentMethod, PaymentState
from plugins.paid_services.payments.models import Payment, Receipt
from tests.database import TestDatabase
from tests.factories import MORNING, World, make_world
from tests.faults import ledger_writer
from tests.faults.ledger_writer import Load, Place, Sent, loads

Fork = multiprocessing.get_context("forkserver")

ESTATES = 6
AMOUNT = 8_000
SEED = 20250312

LOOK = text("""
    select coalesce(sum(debit_total), 0)::bigint as debit,
        coalesce(sum(credit_total), 0)::bigint as credit,
        count(*) filter (where floor > case side when 'DEBIT' then debit_total - credit_total
            else credit_total - debit_total end) as below
    from plugin_paid_services.ledger_account
""")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is posted, by how many, and how often something is killed (mean seconds)."""

    postings: int
    notices: int
    writers: int = 8
    size: int = 250
    kill_writer_every: float = 1.0
    kill_server_every: float = 5.0


@dataclass(slots=True)
class Outcome:
    """What happened."""

    postings: int = 0
    receipts: int = 0
    looks: int = 0
    writers_killed: int = 0
    servers_killed: int = 0
    seconds: float = 0.0


async def trial(place: TestDatabase, plan: Plan, told: Callable[[str], None] = print) -> Outcome:
    """Run it; raises AssertionError for whatever is not as it must be."""
    outcome = Outcome()
    async with Database(place.app_url, size=4).opened() as database:
        world = await make_world(database, estates=ESTATES)
        places = [Place(each.group_id, each.id, each.houses) for each in world.estates]
        sent = await _begun(database, places, plan.notices)
        work = loads(place.app_url, places, plan.postings, plan.writers, plan.size, sent)
        started = time.perf_counter()
        with _writing(work) as running:
            await _fire(place, database, world, plan, work, running, outcome, told)
        outcome.seconds = time.perf_counter() - started
        await _settled(database, world, plan, work, outcome)
    return outcome


@contextmanager
def _writing(work: list[Load]) -> Iterator[list[BaseProcess]]:
    Fork.set_forkserver_preload([ledger_writer.__name__])
    running = [_start(load) for load in work]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.join()


def _start(load: Load) -> BaseProcess:
    process = Fork.Process(target=ledger_writer.main, args=(load,), daemon=True)
    process.start()
    return process


async def _fire(
    place: TestDatabase,
    database: Database,
    world: World,
    plan: Plan,
    work: list[Load],
    running: list[BaseProcess],
    outcome: Outcome,
    told: Callable[[str], None],
) -> None:
    """Look on and kill until everybody is done."""
    chance = random.Random(SEED)
    now = time.monotonic()
    next_writer = now + chance.expovariate(1 / plan.kill_writer_every)
    next_server = now + chance.expovariate(1 / plan.kill_server_every)
    next_word = now + 10
    while any(process.exitcode != 0 for process in running):
        for number, process in enumerate(running):
            if process.exitcode not in (None, 0):  # it was killed, or lost its way in a crash
                assert process.exitcode < 0, "a writer gave up"
                process.join()
                running[number] = _start(work[number])
        now = time.monotonic()
        if now >= next_writer:
            next_writer = now + chance.expovariate(1 / plan.kill_writer_every)
            victim = running[chance.randrange(len(running))]
            if victim.exitcode is None:
                victim.kill()
                outcome.writers_killed += 1
        if now >= next_server:
            next_server = now + chance.expovariate(1 / plan.kill_server_every)
            outcome.servers_killed += _crash(place)
        with suppress(DBAPIError, DatabaseError, OSError):
            await _look(database, world, outcome)
        if now >= next_word:
            next_word = now + 10
            told(f"{outcome}")
        await asyncio.sleep(0.05)


def _crash(place: TestDatabase) -> int:
    """Kill a backend with SIGKILL: PostgreSQL ends every other and recovers from its log."""
    with suppress(OperatorError, DatabaseError):
        with connect(place.admin_url) as admin:
            row = admin.execute(
                "select pid from pg_stat_activity where datname = %s and usename = 'guanjia_app'"
                " order by random() limit 1",
                [place.name],
            ).fetchone()
        if row is not None:
            os.kill(row[0], signal.SIGKILL)
            return 1
    return 0


async def _look(database: Database, world: World, outcome: Outcome) -> None:
    async with _everywhere(database, world) as uow:
        seen = (await uow.execute(LOOK)).one()
    assert seen.debit == seen.credit, seen
    assert seen.below == 0, seen
    outcome.looks += 1


async def _settled(
    database: Database, world: World, plan: Plan, work: list[Load], outcome: Outcome
) -> None:
    """Everything is there, once."""
    async with _everywhere(database, world) as uow:
        counted = select(func.count()).select_from(LedgerTransfer)
        outcome.postings = (await uow.execute(counted)).scalar_one()
        given = select(
            Receipt.estate_id, func.count().label("many"), func.max(Receipt.number).label("last")
        )
        numbers = (await uow.execute(given.group_by(Receipt.estate_id))).mappings().all()
    posted = sum(load.batches * load.size for load in work)
    # each notice's bill was posted beforehand, its payment by the first notice that came through
    assert outcome.postings == posted + 2 * plan.notices
    outcome.receipts = sum(row["many"] for row in numbers)
    assert outcome.receipts == plan.notices
    assert all(row["many"] == row["last"] for row in numbers), numbers
    for estate in world.estates:
        scope = Scope.system(estate.group_id, estate.id)
        async with unit_of_work(database, scope) as uow:
            assert await differences(uow, estate.id, MORNING.date()) == ()


async def _begun(database: Database, places: list[Place], count: int) -> list[Sent]:
    """Bills, each with an online payment that has begun."""
    sent: list[Sent] = []
    for index, place in enumerate(places):
        mine = range(index, count, len(places))
        if not mine:
            continue
        scope = Scope.system(place.group_id, place.estate_id)
        async with unit_of_work(database, scope) as uow:
            tenant = {"group_id": place.group_id, "estate_id": place.estate_id}
            numbers = await take_numbers(uow, **tenant, series=BILLS, many=len(mine))
            house = place.houses[0]
            owed, income = (
                Account(AccountKind.RECEIVABLE, house),
                Account(AccountKind.SERVICE_INCOME),
            )
            postings: list[Posting] = []
            for number in numbers:
                bill, payment = new_id(), new_id()
                key = f"bill:{bill}"
                postings.append(Posting(owed, income, AMOUNT, key, TransferPurpose.BILLED, bill))
                _add(uow, tenant, bill, payment, number, house)
                sent.append(Sent(place, payment, AMOUNT))
            await post(uow, Books(place.group_id, place.estate_id), postings)
    return sent


def _add(
    uow: UnitOfWork, tenant: dict[str, int], bill: UUID, payment: UUID, number: int, house: UUID
) -> None:
    uow.add(
        Bill,
        **tenant,
        id=bill,
        number=number,
        kind=BillKind.SERVICE,
        state=BillState.OPEN,
        title="有偿服务",
        payer=PayerKind.RESIDENT,
        house_id=house,
        amount=AMOUNT,
        due_on=MORNING.date(),
        issued_at=uow.now,
    )
    uow.add(
        Payment,
        **tenant,
        id=payment,
        bill_id=bill,
        method=PaymentMethod.ONLINE,
        provider="local",
        state=PaymentState.PENDING,
        amount=AMOUNT,
        begun_at=uow.now,
    )


@asynccontextmanager
async def _everywhere(database: Database, world: World) -> AsyncIterator[UnitOfWork]:
    scope = Scope.system(world.group_id, *(estate.id for estate in world.estates))
    async with unit_of_work(database, scope) as uow:
        yield uow


__all__ = ["Outcome", "Plan", "trial"]
