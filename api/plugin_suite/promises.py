"""What every plugin promises: on means there, off means gone, and its data is the estate's."""

import ast
import json
import zipfile
from importlib import resources
from pathlib import Path

import httpx
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import ColumnElement, create_engine, func, select, text

from api.plugin_suite.fixtures import Installation
from api.plugin_suite.server import TestDatabase
from api.plugin_suite.subject import Subject
from api.plugin_suite.world import EstateWorld
from core import clock
from core.db.bootstrap import OWNER
from core.db.engine import Database
from core.db.erasing import stays
from core.db.lineage import CORE
from core.db.migrate import downgrade, status, upgrade
from core.db.policies import policies
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, snapshot, unit_of_work
from core.files.store import FileStore
from core.jobs.models import CronSlot, Delivery, OutboxEvent, Timer
from core.plugin.catalogue import Catalogue
from core.plugin.estate_data import erase, tables
from core.plugin.hooks import SPECIFICATIONS
from core.plugin.lifecycle import clone, disable, enable
from core.plugin.plan import NO_PLUGINS
from tenants.archive import MANIFEST
from tenants.contracts import GOOD_FOR
from tenants.export_estate import export_estate
from tenants.verify_archive import verify_archive

UNKNOWN = "Cannot query field"
BOOKS_GOOD_FOR = GOOD_FOR.total_seconds()
"""Seconds after which at the latest a new contract is seen by those who have read the old ones."""


async def counts_of(installation: Installation, plugin: str, estate: EstateWorld) -> dict[str, int]:
    """How many rows of each of the plugin's tables the estate has."""
    async with unit_of_work(installation.db, Scope.system(estate.group_id, estate.id)) as uow:
        return {
            table.name: (await uow.execute(select(func.count()).select_from(table))).scalar_one()
            for table in tables(installation.catalogue, plugin)
        }


async def schema_text(client: httpx.AsyncClient, estate: EstateWorld) -> str:
    response = await client.get(f"/estates/{estate.code}/schema.graphql")
    assert response.status_code == 200
    return response.text


# Tables


def test_it_migrates_up_and_down_and_up_again(
    subject: Subject, catalogue: Catalogue, fresh_database: TestDatabase
) -> None:
    lineage = subject.manifest.lineage
    if lineage is None:
        return
    engine = create_engine(fresh_database.owner_url.replace("postgresql:", "postgresql+psycopg:"))
    there = text(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = :schema and c.relkind in ('r', 'S', 'v') and relname <> :kept"
    ).bindparams(schema=lineage.schema, kept="alembic_version")
    upgrade(fresh_database.owner_url, (CORE, *catalogue.lineages))
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.execute(there).scalar_one() >= len(
                tables(catalogue, subject.manifest.id)
            )
        downgrade(fresh_database.owner_url, lineage)
        with engine.connect() as connection:
            assert connection.execute(there).scalar_one() == 0
        upgrade(fresh_database.owner_url, (CORE, *catalogue.lineages))
    assert [each.pending for each in status(fresh_database.app_url, (lineage,))] == [()]
    engine.dispose()


def test_its_migrations_make_what_its_models_say(
    subject: Subject, catalogue: Catalogue, plugin_database: TestDatabase
) -> None:
    mine = tables(catalogue, subject.manifest.id)
    if not mine:
        return
    engine = create_engine(plugin_database.owner_url.replace("postgresql:", "postgresql+psycopg:"))
    schema = subject.manifest.schema
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": lambda name, kind, _: (
                    name == schema if kind == "schema" else name != "alembic_version"
                ),
                "compare_type": True,
            },
        )
        assert compare_metadata(context, mine[0].metadata) == []
    engine.dispose()


def test_every_table_is_the_estates_and_stands_behind_its_wall(
    subject: Subject, catalogue: Catalogue, plugin_database: TestDatabase
) -> None:
    engine = create_engine(plugin_database.owner_url.replace("postgresql:", "postgresql+psycopg:"))
    forced = text(
        "select relrowsecurity and relforcerowsecurity from pg_class where oid = to_regclass(:name)"
    )
    standing = text("select policyname from pg_policies where schemaname = :s and tablename = :t")
    with engine.connect() as connection:
        for table in tables(catalogue, subject.manifest.id):
            assert table.schema == subject.manifest.schema
            assert table.info.get("wall") == "estate", table
            assert "estate_id" in table.primary_key.columns, table
            assert connection.execute(forced, {"name": f"{table.schema}.{table.name}"}).scalar()
            found = connection.execute(standing, {"s": table.schema, "t": table.name}).scalars()
            assert set(found) == {policy.name for policy in policies(table)}
            for constraint in table.foreign_key_constraints:
                assert "estate_id" in constraint.column_keys, constraint.name
    engine.dispose()


async def test_its_rows_are_seen_from_their_own_estate_only(
    subject: Subject, installation: Installation
) -> None:
    first, second = installation.world.estates
    await installation.fill(subject, first)
    mine = await counts_of(installation, subject.manifest.id, first)
    assert all(mine.values())
    assert not any((await counts_of(installation, subject.manifest.id, second)).values())


# On and off


async def test_switched_on_it_is_in_the_schema_and_switched_off_it_is_gone(
    subject: Subject, installation: Installation
) -> None:
    estate, other = installation.world.estates
    agent = await installation.door.caller(estate.agent.actor)
    elsewhere = await installation.door.caller(other.agent.actor)

    async def refused() -> bool:
        response = await agent.send(subject.read, estate=estate.code)
        return UNKNOWN in response.text

    before = await schema_text(agent.http, estate)
    assert await refused()
    with clock.at(clock.now()) as hands:
        contract = await installation.sign(subject, estate)
        hands.advance(seconds=BOOKS_GOOD_FOR)
        assert len(await schema_text(agent.http, estate)) > len(before)
        await installation.fill(subject, estate)
        assert all((await agent.ask(subject.read, estate=estate.code)).values())
        assert UNKNOWN in (await elsewhere.send(subject.read, estate=other.code)).text

        await installation.end(estate, contract)
        assert await refused()
        assert await schema_text(agent.http, estate) == before


async def test_headquarters_sees_it_where_any_estate_has_it(
    subject: Subject, installation: Installation
) -> None:
    first, second = installation.world.estates
    director = await installation.door.caller(installation.world.director)
    assert UNKNOWN in (await director.send(subject.read)).text
    with clock.at(clock.now()) as hands:
        await installation.sign(subject, first)
        hands.advance(seconds=BOOKS_GOOD_FOR)
        for estate in (first, second):
            await installation.fill(subject, estate)
        assert all((await director.ask(subject.read)).values())


async def test_its_hooks_are_asked_where_it_is_on_and_nowhere_else(
    subject: Subject, catalogue: Catalogue
) -> None:
    plugin = subject.manifest.id
    plan = catalogue.plan(catalogue.with_required(plugin))
    others = catalogue.plan(catalogue.manifests.keys() - {plugin})
    for hook in SPECIFICATIONS:
        assert plugin not in {each.plugin for each in others.implementations(hook)}
        assert NO_PLUGINS.implementations(hook) == ()
    if subject.manifest.hooks is not None:
        assert any(plan.implementations(hook) for hook in SPECIFICATIONS)


async def test_its_jobs_are_silent_where_it_is_off(
    subject: Subject, installation: Installation
) -> None:
    on, off = installation.world.estates
    with clock.at(clock.now()) as hands:
        contract = await installation.sign(subject, on)
        for estate in (on, off):
            await installation.fill(subject, estate)
        await installation.work()
        hands.advance(days=2)
        quiet = await state_of(installation, subject, off)
        await installation.work()
        assert await state_of(installation, subject, off) == quiet
        done = await jobs_of(installation, subject, on)
        assert set(done) == {None}, "where it is on its jobs are done"
        assert set(await jobs_of(installation, subject, off)) == {"PLUGIN_NOT_ENABLED"}
        await installation.end(on, contract)
        hands.advance(days=2)
        quiet = await state_of(installation, subject, on)
        await installation.work()
        assert await state_of(installation, subject, on) == quiet


async def test_its_data_is_kept_when_it_is_switched_off_and_there_when_it_is_on_again(
    subject: Subject, installation: Installation
) -> None:
    estate, _ = installation.world.estates
    plugin = subject.manifest.id
    contract = await installation.sign(subject, estate)
    async with unit_of_work(installation.db, Scope.system(estate.group_id, estate.id)) as uow:
        await enable(installation.catalogue, plugin, uow, estate.id, {})
    await installation.fill(subject, estate)
    before = await counts_of(installation, plugin, estate)
    async with unit_of_work(installation.db, Scope.system(estate.group_id, estate.id)) as uow:
        await disable(installation.catalogue, plugin, uow, estate.id)
    await installation.end(estate, contract)
    assert await counts_of(installation, plugin, estate) == before
    await installation.sign(subject, estate)
    agent = await installation.door.caller(estate.agent.actor)
    assert all((await agent.ask(subject.read, estate=estate.code)).values())


# The estate's data as a whole


async def test_a_clone_has_what_is_set_up_and_nothing_of_what_happened(
    subject: Subject, installation: Installation
) -> None:
    source, target = installation.world.estates
    await installation.fill(subject, source)
    plugin = subject.manifest.id
    both = Scope.system(source.group_id, source.id, target.id)
    async with unit_of_work(installation.db, both) as uow:
        await clone(installation.catalogue, plugin, uow, source.id, target.id)
    copied = await counts_of(installation, plugin, target)
    for table in tables(installation.catalogue, plugin):
        assert table.info["cloned"] is (copied[table.name] > 0), table.name


async def test_its_export_is_complete(
    subject: Subject, installation: Installation, tmp_path: Path
) -> None:
    estate, other = installation.world.estates
    for each in (estate, other):
        await installation.fill(subject, each)
    path, files = tmp_path / "estate.zip", FileStore.at(tmp_path / "files")
    async with snapshot(installation.db, Scope.system(estate.group_id, estate.id)) as uow:
        await export_estate(uow, estate.id, path, installation.catalogue, files)
    assert verify_archive(path).faults == ()
    exported: dict[str, int] = {}
    with zipfile.ZipFile(path) as archive:
        for table in tables(installation.catalogue, subject.manifest.id):
            lines = archive.read(f"{table.schema}/{table.name}.jsonl").splitlines()
            assert {json.loads(line)["estate_id"] for line in lines} <= {estate.id}
            exported[table.name] = len(lines)
        manifest = json.loads(archive.read(MANIFEST))
    assert exported == await counts_of(installation, subject.manifest.id, estate)
    version = subject.manifest.version
    revision = None if subject.manifest.lineage is None else subject.manifest.lineage.head
    told = {"version": version, "revision": revision}
    assert manifest["plugins"][subject.manifest.id] == told


async def test_erasing_leaves_nothing_of_the_estate_and_everything_of_the_others(
    subject: Subject, installation: Installation, plugin_database: TestDatabase
) -> None:
    estate, other = installation.world.estates
    for each in (estate, other):
        await installation.fill(subject, each)
    before = await state_of(installation, subject, other)
    scope = Scope.system(estate.group_id, estate.id)
    filled = await counts_of(installation, subject.manifest.id, estate)
    async with (
        Database(plugin_database.owner_url, size=1, become=OWNER).opened() as owner,
        unit_of_work(owner, scope) as uow,
    ):
        done = await erase(installation.catalogue, subject.manifest.id, uow, estate.id)
    own = tables(installation.catalogue, subject.manifest.id)
    left = {table.name for table in own if stays(table)}
    assert all(done[f"{table.schema}.{table.name}"] for table in own)
    assert await counts_of(installation, subject.manifest.id, estate) == {
        name: rows if name in left else 0 for name, rows in filled.items()
    }
    assert await jobs_of(installation, subject, estate) == []
    assert await state_of(installation, subject, other) == before


# What it is made of


def test_its_configuration_has_a_schema_that_clients_can_read(subject: Subject) -> None:
    written = json.dumps(subject.manifest.configuration_schema())
    assert json.loads(written)["type"] == "object"


def test_of_the_api_it_imports_the_public_door_alone(subject: Subject) -> None:
    for module in resources.files(subject.manifest.package).iterdir():
        if module.name.endswith(".py"):
            for node in ast.walk(ast.parse(module.read_text("utf-8"))):
                names = (
                    [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else []
                )
                for name in names:
                    assert not name.startswith("api") or name == "api.extend", module.name


async def state_of(
    installation: Installation, subject: Subject, estate: EstateWorld
) -> dict[str, object]:
    """What the plugin has of an estate, and what was emitted there."""
    async with unit_of_work(installation.db, Scope.system(estate.group_id, estate.id)) as uow:
        rows: dict[str, object] = {
            table.name: sorted(map(repr, (await uow.execute(select(table))).all()))
            for table in tables(installation.catalogue, subject.manifest.id)
        }
        emitted = select(func.count()).where(
            OutboxEvent.estate_id == estate.id, OutboxEvent.topic.not_like("contract.%")
        )
        return rows | {"emitted": (await uow.execute(emitted)).scalar_one()}


async def jobs_of(
    installation: Installation, subject: Subject, estate: EstateWorld
) -> list[str | None]:
    """How the plugin's due jobs at an estate ended: None is well."""
    jobs = installation.catalogue.jobs.get(subject.manifest.id)
    names = [] if jobs is None else list(jobs.names())
    async with unit_of_work(installation.db, Scope.system(estate.group_id, estate.id)) as uow:
        return [
            error
            for model, name in (
                (Timer, Timer.kind),
                (Delivery, Delivery.consumer),
                (CronSlot, CronSlot.job),
            )
            for error in await _ended(uow, model, name.in_(names), estate)
        ]


async def _ended(
    uow: UnitOfWork,
    model: type[Timer] | type[Delivery] | type[CronSlot],
    mine: ColumnElement[bool],
    estate: EstateWorld,
) -> list[str | None]:
    statement = select(model.error).where(model.estate_id == estate.id, mine)
    return list((await uow.execute(statement)).scalars())


__all__ = [
    "test_a_clone_has_what_is_set_up_and_nothing_of_what_happened",
    "test_erasing_leaves_nothing_of_the_estate_and_everything_of_the_others",
    "test_every_table_is_the_estates_and_stands_behind_its_wall",
    "test_headquarters_sees_it_where_any_estate_has_it",
    "test_it_migrates_up_and_down_and_up_again",
    "test_its_configuration_has_a_schema_that_clients_can_read",
    "test_its_data_is_kept_when_it_is_switched_off_and_there_when_it_is_on_again",
    "test_its_export_is_complete",
    "test_its_hooks_are_asked_where_it_is_on_and_nowhere_else",
    "test_its_jobs_are_silent_where_it_is_off",
    "test_its_migrations_make_what_its_models_say",
    "test_its_rows_are_seen_from_their_own_estate_only",
    "test_of_the_api_it_imports_the_public_door_alone",
    "test_switched_on_it_is_in_the_schema_and_switched_off_it_is_gone",
]
