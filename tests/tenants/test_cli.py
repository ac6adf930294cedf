"""The operator's commands: groups, estates, accounts and keys, from nothing to a login."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
import typer
from typer.testing import CliRunner, Result

from api.cli import estate, group, token
from core.actor import Actor, Audience, Role
from core.config import Settings, get_settings
from core.db.engine import Database
from core.errors import GuanjiaError
from tenants.access import Access
from tenants.errors import TenantsCode, Unauthenticated, WrongCredentials
from tenants.login import Login, login
from tests.database import SECRET, TestDatabase
from tests.tenants.property_group import new_name

Guanjia = Callable[..., Result]

root = typer.Typer()
root.add_typer(group.app, name="group")
root.add_typer(estate.app, name="estate")
root.add_typer(token.app, name="token")


@pytest.fixture
def installation(
    fresh_database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestDatabase]:
    """Settings that name an empty, migrated database."""
    monkeypatch.setenv("GUANJIA_DATABASE_URL", fresh_database.app_url)
    monkeypatch.setenv("GUANJIA_SECRET_KEY", SECRET)
    get_settings.cache_clear()
    yield fresh_database
    get_settings.cache_clear()


@pytest.fixture
def guanjia(installation: TestDatabase) -> Guanjia:
    """The commands, as typed."""

    def run(*arguments: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(root, arguments, input=typed, env={"COLUMNS": "200"})

    return run


@pytest.fixture
def estates(guanjia: Guanjia) -> Guanjia:
    """The commands, with a group, two regions and two estates made by them."""
    for arguments in (
        ("group", "create", "hexin", "--name", "和信集团"),
        ("group", "region", "east", "--name", "华东", "--parent", "hexin"),
        _estate("spring", "east"),
        _estate("hill", "hexin"),
    ):
        ended = guanjia(*arguments)
        assert ended.exit_code == 0, ended.output
    return guanjia


def _estate(code: str, region: str) -> tuple[str, ...]:
    names = ("--name", "春江花园", "--address", "滨江路1号")
    return ("estate", "open", code, "--region", region, *names)


def _try(installation: TestDatabase, name: str, password: str) -> Actor:
    async def enter() -> Actor:
        async with Database(installation.app_url, size=1).opened() as database:
            access = Access(database, Settings(secret_key=SECRET))
            session = await login(access, Login(name, password))
            return await access.authenticate(session.access_token)

    return asyncio.run(enter())


def _show(installation: TestDatabase, bearer: str) -> Actor:
    async def enter() -> Actor:
        async with Database(installation.app_url, size=1).opened() as database:
            return await Access(database, Settings(secret_key=SECRET)).authenticate(bearer)

    return asyncio.run(enter())


def test_from_nothing_to_a_login(estates: Guanjia, installation: TestDatabase) -> None:
    made = estates(
        *("token", "account", "manager", "--name", "高伟", "--role", "REGION_MANAGER"),
        *("--region", "east", "--generate"),
    )
    assert made.exit_code == 0, made.output
    actor = _try(installation, "manager", made.output.rpartition("Password: ")[2].strip())
    assert [set(held) for held in actor.roles.values()] == [{Role.REGION_MANAGER}]
    assert "spring" in estates("estate", "list").output
    assert "  east  华东" in estates("group", "regions").output
    listed = estates("token", "list").output
    assert "manager" in listed
    assert "REGION_MANAGER at east" in listed


def test_a_role_is_added_and_a_password_typed_and_reset(
    estates: Guanjia, installation: TestDatabase
) -> None:
    typed = "a typed password"
    made = estates(
        *("token", "account", "chenjing", "--name", "陈静", "--role", "CS_AGENT"),
        *("--estate", "spring"),
        typed=f"{typed}\n{typed}\n",
    )
    assert made.exit_code == 0, made.output
    assert typed not in made.output
    granted = estates("token", "grant", "chenjing", "BUTLER", "--estate", "hill", "--days", "7")
    assert granted.exit_code == 0, granted.output
    assert len(_try(installation, "chenjing", typed).roles) == 2
    reset = estates("token", "password", "chenjing", "--generate")
    with pytest.raises(WrongCredentials):
        _try(installation, "chenjing", typed)
    _try(installation, "chenjing", reset.output.rpartition("Password: ")[2].strip())
    assert estates("token", "disable", "chenjing").exit_code == 0
    assert "(disabled)" in estates("token", "list").output


def test_a_key_is_issued_used_and_revoked(estates: Guanjia, installation: TestDatabase) -> None:
    issued = estates("token", "key", "呼叫中心", "--estate", "spring", "--days", "365")
    key = issued.output.strip()
    actor = _show(installation, key)
    assert actor.audience is Audience.SERVICE
    assert len(actor.estates) == 1
    second = estates("token", "key", "备用", "--account", str(actor.account_id))
    revoked = estates("token", "revoke", key.rpartition("_")[0])
    assert revoked.exit_code == 0, revoked.output
    with pytest.raises(Unauthenticated):
        _show(installation, key)
    assert _show(installation, second.output.strip()).account_id == actor.account_id


def test_a_closed_estate_is_listed_as_closed(estates: Guanjia) -> None:
    assert estates("estate", "close", "hill", typed="n\n").exit_code != 0
    assert estates("estate", "close", "hill", "--yes").exit_code == 0
    assert "closed" in estates("estate", "list").output


def test_what_cannot_be_found_is_told_with_what_there_is(guanjia: Guanjia) -> None:
    assert "no group yet" in guanjia("group", "list").output
    wrong = guanjia("estate", "list", "--group", "nowhere")
    assert wrong.exit_code == 2
    assert "guanjia group create" in wrong.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (_estate("lake", "west"), "hexin, east"),
        (("token", "disable", "nobody"), "guanjia token list"),
        (("token", "revoke", "gj_nothing"), "guanjia token list"),
        (
            (
                *("token", "account", "x-y-z", "--name", "x", "--role", "CS_AGENT"),
                *("--generate", "--estate", "nowhere"),
            ),
            "guanjia estate list",
        ),
        (
            (
                *("token", "account", "x-y-z", "--name", "x", "--role", "CS_AGENT"),
                *("--generate", "--estate", "hill", "--region", "east"),
            ),
            "one of them",
        ),
        (
            ("token", "account", "x-y-z", "--name", "x", "--role", "SERVICE", "--generate"),
            "guanjia token key",
        ),
        (("token", "key", "x", "--account", "chen", "--estate", "hill"), "keeps its reach"),
    ],
)
def test_a_mistake_is_answered_with_the_way_on(
    estates: Guanjia, arguments: tuple[str, ...], told: str
) -> None:
    ended = estates(*arguments)
    assert ended.exit_code == 2
    assert told in " ".join(ended.output.replace("│", " ").split())


def test_what_is_taken_is_refused_with_its_code(estates: Guanjia) -> None:
    for arguments in (
        ("group", "create", "hexin", "--name", "another"),
        ("group", "region", "east", "--name", "another"),
        _estate("spring", "east"),
    ):
        refused = estates(*arguments).exception
        assert isinstance(refused, GuanjiaError)
        assert refused.code is TenantsCode.CODE_TAKEN


def test_with_several_groups_one_has_to_be_named(estates: Guanjia) -> None:
    other = new_name()
    assert estates("group", "create", other, "--name", "另一集团").exit_code == 0
    unnamed = estates("estate", "list")
    assert unnamed.exit_code == 2
    assert "--group" in unnamed.output
    assert "spring" in estates("estate", "list", "--group", "hexin").output
    assert "no estate yet" in estates("estate", "list", "--group", other).output
