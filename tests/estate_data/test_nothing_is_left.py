"""After an erasure nothing in the database tells of anybody, the books balance, the files go."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import literal, select

from api.cli.installation import handlers
from core.config import get_settings
from core.db.bootstrap import OWNER
from core.db.engine import Database
from core.db.erasing import emptied, stays
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.db.urls import connect
from core.errors import GuanjiaError
from core.files.store import FileStore, place_of
from core.jobs.worker import Worker
from core.plugin.catalogue import Catalogue
from core.plugin.trial import Trial
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.ledger.reconcile import differences
from plugins.paid_services.ledger.statements import trial_balance
from plugins.paid_services.payments.models import Receipt
from tenants.directory import enter_group
from tenants.erase_estate import erase_estate, look_before_erasing
from tenants.errors import TenantsCode
from tests.api.door import Door, serving
from tests.database import TestDatabase
from tests.estate_data.planting import every_table, found, personal, plant
from tests.graph.world import Rich, make_rich

PLANTED, BESIDE = "planted-here", "planted-beside"
pytestmark = pytest.mark.xdist_group("erased")
"""One estate is erased, step by step: these tests stay together, in their order."""

INSTALLED = Catalogue.discover()
PHOTO = b"\xff\xd8\xff photograph"

PEOPLE = """
    insert into tenants.login_name (name, group_id, account_id)
        values (%(mark)s, %(group)s, %(id)s);
    insert into tenants.outside_identity (issuer, subject, group_id, account_id)
        values ('https://wechat', %(mark)s, %(group)s, %(id)s);
    insert into tenants.account_event (group_id, id, account_id, at, action, data)
        values (%(group)s, gen_random_uuid(), %(id)s, now(), 'LOGGED_IN', '{}');
    insert into tenants.credential (group_id, account_id, password_hash, changed_at)
        values (%(group)s, %(id)s, %(mark)s, now()) on conflict do nothing;
    insert into tenants.refresh_token
        (group_id, id, account_id, family_id, secret_hash, created_at, expires_at)
        values (%(group)s, gen_random_uuid(), %(id)s, gen_random_uuid(), %(mark)s, now(), now());
    insert into core.idempotency
        (group_id, actor_id, operation, key, fingerprint, answer, created_at)
        values (%(group)s, %(id)s, 'x', %(mark)s, '', '{}', now());
    insert into core.outbox_event (id, group_id, estate_id, topic, subject_id, payload, at)
        values (gen_random_uuid(), %(group)s, %(estate)s, 'x.y', gen_random_uuid(), '{}', now());
    insert into core.delivery
        (event_id, consumer, group_id, estate_id, attempts, due_at)
        values (gen_random_uuid(), %(mark)s, %(group)s, %(estate)s, 0, now() + interval '9 years');
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """A group whose two estates have rows in every table, marked, and files."""

    door: Door
    database: TestDatabase
    rich: Rich
    store: FileStore
    files: dict[int, list[UUID]]
    taken: frozenset[str]

    @property
    def home(self) -> int:
        """The estate that is erased."""
        return self.rich.home.id

    @property
    def other(self) -> int:
        """The estate beside it."""
        return self.rich.groups[0].estates[1].id

    async def erase(self, **more: Any) -> dict[str, int]:
        """Erase it, as the operator's command does."""
        group = self.rich.home.group_id
        async with (
            Database(self.database.owner_url, size=2, become=OWNER).opened() as owner,
            unit_of_work(owner, Scope.system(group)) as uow,
        ):
            await enter_group(uow, group)
            return await erase_estate(uow, group, self.home, INSTALLED, **more)

    async def books(self) -> list[Any]:
        """The trial balance, what a reconciliation finds, every bill's sums, every receipt."""
        scope = Scope.system(self.rich.home.group_id, self.home)
        async with unit_of_work(self.door.database, scope) as uow:
            day = (uow.now - timedelta(days=900)).date()
            balance = trial_balance(literal(self.home)).order_by("kind")
            bills = select(
                Bill.id,
                Bill.number,
                Bill.state,
                Bill.amount,
                Bill.paid,
                Bill.waived,
                Bill.issued_at,
            )
            receipts = select(Receipt.number, Receipt.amount, Receipt.payment_id)
            return [
                (await uow.execute(balance)).all(),
                await differences(uow, self.home, day),
                (await uow.execute(bills.order_by(Bill.number))).all(),
                (await uow.execute(receipts.order_by(Receipt.number))).all(),
            ]

    async def left(self, estate: int) -> int:
        """How many of an estate's files are in the store."""
        group = self.rich.home.group_id
        places = [place_of(group, estate, id_) for id_ in self.files[estate]]
        return [await self.store.get(place) for place in places].count(PHOTO)


@pytest_asyncio.fixture(scope="module")
async def scene(server: Any) -> AsyncIterator[Scene]:
    """Made once: the tests below go on from one another."""
    store = FileStore.of(get_settings())
    with server.passing() as database:
        async with serving(database, catalogue=INSTALLED) as door:
            rich = await make_rich(door)
            files: dict[int, list[UUID]] = {}
            taken: frozenset[str] = frozenset()
            for estate, mark in zip(rich.groups[0].estates, (PLANTED, BESIDE), strict=True):
                scope = Scope.system(estate.group_id, estate.id)
                async with unit_of_work(door.database, scope) as uow:
                    for manifest in INSTALLED.manifests.values():
                        trial = manifest.load(manifest.trial)
                        assert isinstance(trial, Trial)
                        await trial.fill(uow, estate)
                people = [estate.agent.actor.account_id, estate.resident.actor.account_id]
                for person in (estate.agent, estate.resident, estate.technician):
                    await door.caller(person.actor)
                with connect(database.admin_url) as connection:
                    about = {"group": estate.group_id, "estate": estate.id}
                    for id_ in people:
                        for line in PEOPLE.split(";")[:-1]:
                            values = {**about, "id": id_, "mark": f"{mark}{id_}"}
                            connection.execute(line.encode(), values)
                    took, refused = plant(connection, INSTALLED, mark, estate.id, people)
                    assert not refused & personal(INSTALLED)
                    connection.execute(
                        "update core.attachment set stored_at = now() where estate_id = %s",
                        [estate.id],
                    )
                    rows = connection.execute(
                        "select id from core.attachment where estate_id = %s", [estate.id]
                    )
                    files[estate.id] = [row[0] for row in rows]
                    connection.execute(
                        "update core.outbox_event set routed_at = now(); update core.timer"
                        " set done_at = now(); update core.cron_slot set done_at = now()"
                    )
                taken = taken or frozenset(took)
                for id_ in files[estate.id]:
                    await store.put(place_of(estate.group_id, estate.id, id_), PHOTO)
            yield Scene(door, database, rich, store, files, taken)


def test_every_column_of_personal_data_is_looked_for(scene: Scene) -> None:
    assert personal(INSTALLED) <= scene.taken
    assert {
        "core.outbox_event.payload",
        "core.ticket_event.data",
        "core.message.values",
        "core.notification_preference.wechat",
        "core.attachment.name",
        "tenants.account_event.data",
        "tenants.outside_identity.subject",
        "tenants.refresh_token.secret_hash",
        "plugin_paid_services.bill.title",
    } <= scene.taken


async def test_what_is_open_is_named_and_nothing_goes_unless_it_is_said(scene: Scene) -> None:
    group = scene.rich.home.group_id
    with pytest.raises(GuanjiaError) as refused:
        await scene.erase()
    assert refused.value.code is TenantsCode.ESTATE_NOT_CLOSED
    with connect(scene.database.admin_url) as connection:
        connection.execute("update core.estate set closed_at = now() where id = %s", [scene.home])
        before = found(connection, PLANTED)
    with pytest.raises(GuanjiaError) as refused:
        await scene.erase()
    assert refused.value.code is TenantsCode.ESTATE_HAS_OPEN_WORK
    assert "refunds not done" in str(refused.value.details)
    async with unit_of_work(scene.door.database, Scope.system(group)) as uow:
        await enter_group(uow, group)
        plan = await look_before_erasing(uow, group, scene.home, INSTALLED)
    assert plan.closed
    assert plan.accounts >= 2
    assert plan.files == len(scene.files[scene.home])
    assert any("tickets" in each for each in plan.open)
    rows = {each.table: each.rows for each in plan.holdings}
    assert rows["plugin_paid_services.receipt"] == 1
    with connect(scene.database.admin_url) as connection:
        assert found(connection, PLANTED) == before


async def test_a_killed_erasure_has_changed_nothing(scene: Scene) -> None:
    with connect(scene.database.admin_url) as connection:
        before = found(connection, PLANTED)

    def killed(name: str, _: int) -> None:
        if name == "tenants.account":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await scene.erase(tell=killed, with_open_work=True)
    with connect(scene.database.admin_url) as connection:
        assert found(connection, PLANTED) == before
    await Worker(scene.door.database, handlers(scene.door.database, get_settings())).drain()
    assert await scene.left(scene.home) == len(scene.files[scene.home])


async def test_nothing_is_left_that_tells_of_anybody_and_the_books_balance(scene: Scene) -> None:
    books = await scene.books()
    with connect(scene.database.admin_url) as connection:
        beside = found(connection, BESIDE)
        assert sum(found(connection, PLANTED).values()) > 100
    both = scene.rich.home.technician.actor.account_id
    named = "select name from tenants.account where id = %s"
    with connect(scene.database.admin_url) as connection:
        connection.execute(
            "insert into tenants.role_grant"
            " (group_id, id, account_id, role, scope, estate_id, granted_at)"
            " values (%s, gen_random_uuid(), %s, 'TECHNICIAN', 'ESTATE', %s, now())",
            [scene.rich.home.group_id, both, scene.other],
        )
        name = connection.execute(named, [both]).fetchone()
    done = await scene.erase(with_open_work=True)
    assert done["tenants.account"] >= 2
    with connect(scene.database.admin_url) as connection:
        assert connection.execute(named, [both]).fetchone() == name
    assert name is not None
    with connect(scene.database.admin_url) as connection:
        assert found(connection, PLANTED) == {}
        assert found(connection, BESIDE) == beside
        for table in every_table(INSTALLED):
            if "estate_id" in table.c and not stays(table):
                query = f"select count(*) from {table.schema}.{table.name} where estate_id = %s"
                row = connection.execute(query.encode(), [scene.home]).fetchone()
                kept = table.fullname == "core.outbox_event"  # that the files are to go
                assert row == (1 if kept else 0,), table.fullname
    assert await scene.books() == books
    assert any(books)


async def test_the_files_go_after_it_by_whichever_worker_and_only_those(scene: Scene) -> None:
    assert await scene.left(scene.home) == len(scene.files[scene.home]) > 0
    for _ in range(2):
        await Worker(scene.door.database, handlers(scene.door.database, get_settings())).drain()
        assert await scene.left(scene.home) == 0
    assert await scene.left(scene.other) == len(scene.files[scene.other]) > 0


def test_what_stays_of_words_is_declared_and_thought_about() -> None:
    declared = {
        f"{table.name}.{column.name}"
        for table in every_table(INSTALLED)
        for column in table.columns
        if "erased" in column.info
    }
    assert declared == {
        "bill_line.code",  # what it was for, by the price list
        "bill_line.plugin",
        "bill_line.unit",
        "ledger_account.code",  # the kind; of a house's account its own id
        "ledger_transfer.key",  # the bill, payment or refund, by ids that stay
        "ledger_transfer.subject_id",
        "number_series.series",
        "payment.provider",
        "payment.provider_reference",  # what the bank's and the provider's papers say
        "refund.provider_reference",
    }


@pytest.mark.parametrize(
    "table",
    [pytest.param(each, id=each.fullname) for each in every_table(INSTALLED) if stays(each)],
)
def test_of_rows_that_stay_nothing_personal_does(table: Any) -> None:
    columns = emptied(table)
    assert {each.name for each in table.columns if "personal" in each.info} <= columns.keys()
