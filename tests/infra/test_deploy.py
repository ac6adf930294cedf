"""What is shipped for administrators does what it says."""

import subprocess
from pathlib import Path

import psycopg

from core.db.bootstrap import prepare
from core.db.embedded import Cluster
from core.db.embedded_home import binary
from core.db.least_privilege import verify
from core.db.migrate import require_migrated, upgrade
from core.db.urls import with_login
from tests.database import SECRET

ROOT = Path(__file__).parents[2]
SERVICE = "estate_services"


def _program(name: str, *arguments: str) -> None:
    subprocess.run([str(binary(name)), *arguments], check=True, capture_output=True)


def test_the_shipped_roles_are_enough_for_a_plain_login(bare_cluster: Cluster) -> None:
    admin = bare_cluster.admin_url(SERVICE)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("create role deployer login")
    roles = str(ROOT / "deploy" / "roles.sql")
    _program("psql", "-v", "ON_ERROR_STOP=1", "-v", "migrator=deployer", "-f", roles, "-d", admin)

    owner_url = with_login(admin, "deployer", "")
    access = prepare(with_login(admin, "guanjia_app", ""), SECRET, owner_url=owner_url)
    upgrade(owner_url)
    require_migrated(access.app_url)
    with psycopg.connect(access.app_url) as connection:
        verify(connection)


def test_a_dump_of_the_embedded_database_can_be_restored_elsewhere(
    bare_cluster: Cluster, tmp_path: Path
) -> None:
    bare_cluster.ensure_database("elsewhere")
    here = prepare(bare_cluster.admin_url(SERVICE), SECRET)
    there = prepare(bare_cluster.admin_url("elsewhere"), SECRET)
    assert here.owner_url is not None
    assert there.owner_url is not None
    upgrade(here.owner_url)
    dump = str(tmp_path / "dump")
    _program("pg_dump", "-Fc", "-f", dump, here.owner_url)
    _program("pg_restore", "--no-owner", "--role=guanjia_owner", "-d", there.owner_url, dump)

    require_migrated(there.app_url)
    walls = "select schemaname, tablename, policyname, qual from pg_policies order by 1, 2, 3"
    with psycopg.connect(here.app_url) as old, psycopg.connect(there.app_url) as new:
        verify(new)
        assert new.execute(walls).fetchall() == old.execute(walls).fetchall()
