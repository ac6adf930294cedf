"""The two roles: made where the login may, spelled out where it may not, judged before serving."""

import psycopg
import pytest

from core.db.bootstrap import APP, OWNER, prepare
from core.db.embedded import Cluster
from core.db.least_privilege import verify
from core.db.migrate import upgrade
from core.db.urls import with_login, without_password
from core.operating import OperatorCode, OperatorError
from tests.database import SECRET, TestDatabase

SERVICE = "estate_services"


def _login(cluster: Cluster, name: str, attributes: str = "") -> str:
    with psycopg.connect(cluster.admin_url(SERVICE), autocommit=True) as connection:
        connection.execute(f"create role {name} login password 'its own' {attributes}")
    return with_login(cluster.admin_url(SERVICE), name, "its own")


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _serves(url: str) -> str:
    with psycopg.connect(url) as connection:
        verify(connection)
        row = connection.execute("select current_user::text").fetchone()
    assert row is not None
    return str(row[0])


def test_an_administrators_url_is_enough(bare_cluster: Cluster) -> None:
    access = prepare(bare_cluster.admin_url(SERVICE), SECRET)
    assert access.owner_url is not None
    upgrade(access.owner_url)
    assert _serves(access.app_url) == APP


def test_setting_up_twice_changes_nothing(bare_cluster: Cluster) -> None:
    url = bare_cluster.admin_url(SERVICE)
    assert prepare(url, SECRET) == prepare(url, SECRET)


def test_a_plain_login_is_told_which_statements_an_administrator_must_run(
    bare_cluster: Cluster,
) -> None:
    url = _login(bare_cluster, "plain")
    with pytest.raises(OperatorError) as refused:
        prepare(url, SECRET)
    assert refused.value.code is OperatorCode.GRANTS_MISSING
    statements = [line.strip() for line in refused.value.message.splitlines() if line.endswith(";")]
    assert f'create role "{OWNER}" nologin nosuperuser nobypassrls;' in statements
    assert f'grant "{OWNER}" to "plain";' in statements
    assert f'grant create on database "{SERVICE}" to "{OWNER}";' in statements

    _run(bare_cluster.admin_url(SERVICE), *statements, f"alter role {APP} password 'told'")
    application = with_login(url, APP, "told")
    access = prepare(application, SECRET, owner_url=url)
    assert access.owner_url is not None
    upgrade(access.owner_url)
    assert _serves(access.app_url) == APP


def test_a_login_that_may_make_roles_needs_no_superuser(bare_cluster: Cluster) -> None:
    url = _login(bare_cluster, "steward", "createrole")
    _run(bare_cluster.admin_url(SERVICE), f"alter database {SERVICE} owner to steward")
    access = prepare(url, SECRET)
    assert access.owner_url is not None
    upgrade(access.owner_url)
    assert _serves(access.app_url) == APP


def test_the_applications_own_url_serves_but_cannot_migrate(database: TestDatabase) -> None:
    access = prepare(database.app_url, SECRET)
    assert access.owner_url is None
    assert _serves(access.app_url) == APP


def test_serving_as_a_superuser_is_refused(database: TestDatabase) -> None:
    with pytest.raises(OperatorError, match="superuser") as refused:
        _serves(database.admin_url)
    assert refused.value.code is OperatorCode.ROLE_UNSAFE


@pytest.mark.parametrize(
    ("attributes", "grant", "reason"),
    [("bypassrls", "", "BYPASSRLS"), ("", f"grant {OWNER} to too_much", "owner of")],
)
def test_serving_with_more_rights_than_the_application_is_refused(
    bare_cluster: Cluster, attributes: str, grant: str, reason: str
) -> None:
    access = prepare(bare_cluster.admin_url(SERVICE), SECRET)
    assert access.owner_url is not None
    upgrade(access.owner_url)
    url = _login(bare_cluster, "too_much", attributes)
    _run(bare_cluster.admin_url(SERVICE), *([grant] if grant else []))
    with pytest.raises(OperatorError, match=reason) as refused:
        _serves(url)
    assert refused.value.code is OperatorCode.ROLE_UNSAFE


def test_an_unreachable_server_is_named_without_its_password() -> None:
    with pytest.raises(OperatorError) as refused:
        prepare("postgresql://someone:s3cret@127.0.0.1:1/nowhere", SECRET)
    assert refused.value.code is OperatorCode.DATABASE_UNREACHABLE
    assert "127.0.0.1" in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_a_url_is_shown_without_its_password() -> None:
    shown = without_password("postgresql://u:secret@h:1/d?password=secret")
    assert shown == "postgresql://u@h:1/d"
