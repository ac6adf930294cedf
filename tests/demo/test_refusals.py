"""Databases into which the demo group cannot be loaded: said at once, with what to do about it."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from rich.progress import Progress

from api import demo
from api.cli.installation import catalogue
from core.config import Settings
from core.db.bootstrap import Access
from core.operating import OperatorCode, OperatorError
from tests.database import SECRET, TestDatabase


def _refused(database: TestDatabase, preparation: str) -> OperatorError:
    with psycopg.connect(database.admin_url) as connection:
        connection.execute(preparation)
    access = Access(database.app_url, database.owner_url)
    settings = Settings(database_url=database.app_url, secret_key=SECRET)
    bar = Progress(disable=True)
    with ThreadPoolExecutor(1) as thread, pytest.raises(OperatorError) as refusal:
        thread.submit(demo.load, access, settings, bar, catalogue()).result()
    return refusal.value


def test_login_names_of_another_group_are_left_alone(fresh_database: TestDatabase) -> None:
    taken = "insert into tenants.login_name values ('agent', 77, gen_random_uuid())"
    error = _refused(fresh_database, taken)
    assert error.code is OperatorCode.CONFIGURATION
    assert "agent" in error.message
    assert "director" not in error.message


def test_a_database_without_temporary_tables_is_named_with_the_grant(
    fresh_database: TestDatabase,
) -> None:
    revoked = f'revoke temporary on database "{fresh_database.name}" from public'
    error = _refused(fresh_database, revoked)
    assert error.code is OperatorCode.GRANTS_MISSING
    assert "grant temporary" in error.remedy
