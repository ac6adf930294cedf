"""Logging in by password: what it tells, what it does not, and when it stops listening."""

import asyncio
import time
from datetime import timedelta
from statistics import median

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text, update

from core import clock
from core.actor import Audience, Role
from core.config import Settings
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.errors import Code, GuanjiaError
from tenants import passwords
from tenants.access import Access
from tenants.change_password import ChangePassword, change_password
from tenants.disable_account import disable_account
from tenants.entering import administering
from tenants.errors import LoginLocked, TenantsCode, Unauthenticated, WrongCredentials
from tenants.login import Login, login
from tenants.models import AccountAction, AccountEvent, Credential, LoginFailure
from tenants.open_account import OpenAccount, open_account
from tenants.reach import Reach
from tenants.reset_password import ResetPassword, reset_password
from tests.tenants.property_group import PASSWORD, PropertyGroup, new_name

WRONG = "not the password"


async def _somebody(group: PropertyGroup) -> str:
    name = new_name()
    await group.account(Role.CS_AGENT, Reach.estate(group.first), login_name=name)
    return name


async def _fail(access: Access, name: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await login(access, Login(name, WRONG))


async def test_the_right_password_begins_a_session(group: PropertyGroup, access: Access) -> None:
    name = await _somebody(group)
    session = await login(access, Login(name, PASSWORD))
    actor = await access.authenticate(session.access_token)
    assert actor.account_id == session.account_id
    assert actor.group_id == group.id
    assert actor.audience is Audience.STAFF
    assert actor.session_id == session.id
    assert actor.estates == (group.first,)


@pytest.mark.parametrize("written", [" {} ", "{}\N{IDEOGRAPHIC SPACE}"])
async def test_a_login_name_is_found_whatever_its_case_and_width(
    group: PropertyGroup, access: Access, written: str
) -> None:
    name = await _somebody(group)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in name.upper())
    await login(access, Login(written.format(wide), PASSWORD))


async def test_unknown_disabled_and_mistaken_look_the_same(
    group: PropertyGroup, access: Access
) -> None:
    mistaken, disabled = await _somebody(group), new_name()
    account = await group.account(Role.CS_AGENT, login_name=disabled)
    async with administering(access, group.console) as (system, uow):
        await disable_account(system, account, uow)
    for attempt in (
        Login(mistaken, WRONG),
        Login(disabled, PASSWORD),
        Login(new_name(), PASSWORD),
        Login("", ""),
        Login("a\0b", "\ud800"),
        Login("\ud800" * 9, "x" * 100_000),
    ):
        with pytest.raises(WrongCredentials) as refusal:
            await login(access, attempt)
        assert refusal.value.details == {}
        assert refusal.value.field is None


async def test_five_failures_lock_the_name_for_fifteen_minutes(
    group: PropertyGroup, access: Access
) -> None:
    name = await _somebody(group)
    with clock.at(clock.now()) as hands:
        await _fail(access, name, 4)
        with pytest.raises(LoginLocked) as refusal:
            await login(access, Login(name, WRONG))
        until = clock.now() + timedelta(minutes=15)
        assert refusal.value.details == {"until": until}
        hands.advance(minutes=14, seconds=59)
        with pytest.raises(LoginLocked) as refusal:
            await login(access, Login(name, PASSWORD))
        assert refusal.value.details == {"until": until}, "trying does not lengthen the lock"
        hands.advance(seconds=1)
        await login(access, Login(name, PASSWORD))


async def test_a_lockout_does_not_tell_whether_the_name_is_known(
    group: PropertyGroup, access: Access
) -> None:
    told = []
    for name in (await _somebody(group), new_name()):
        said = []
        for _ in range(7):
            with pytest.raises(GuanjiaError) as refusal:
                await login(access, Login(name, WRONG))
            said.append(refusal.value.code)
        told.append(said)
    assert told[0] == told[1]
    assert told[0] == [TenantsCode.WRONG_CREDENTIALS] * 4 + [TenantsCode.LOGIN_LOCKED] * 3


async def test_a_right_password_forgives_the_failures_before_it(
    group: PropertyGroup, access: Access
) -> None:
    name = await _somebody(group)
    for _ in range(2):
        await _fail(access, name, 4)
        await login(access, Login(name, PASSWORD))


async def test_failures_long_ago_are_forgotten(group: PropertyGroup, access: Access) -> None:
    name = await _somebody(group)
    with clock.at(clock.now()) as hands:
        await _fail(access, name, 4)
        hands.advance(minutes=16)
        await _fail(access, name, 4)


async def test_many_attempts_at_once_do_not_get_past_the_limit_together(
    group: PropertyGroup, access: Access
) -> None:
    name = await _somebody(group)
    answers = await asyncio.gather(
        *(login(access, Login(name, WRONG)) for _ in range(12)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, WrongCredentials)]
    assert len(refused) == 4
    assert sum(isinstance(answer, LoginLocked) for answer in answers) == 8
    with pytest.raises(LoginLocked):
        await login(access, Login(name, PASSWORD))


async def test_a_lockout_is_on_record(group: PropertyGroup, access: Access) -> None:
    name = new_name()
    account = await group.account(Role.CS_AGENT, login_name=name)
    await _fail(access, name, 4)
    with pytest.raises(LoginLocked):
        await login(access, Login(name, WRONG))
    async with unit_of_work(access.database, Scope.system(group.id)) as uow:
        actions = await uow.execute(
            select(AccountEvent.action)
            .where(AccountEvent.account_id == account)
            .order_by(AccountEvent.id)
        )
    assert actions.scalars().all() == [
        AccountAction.OPENED,
        AccountAction.ROLE_GRANTED,
        AccountAction.LOCKED,
    ]


async def test_names_are_kept_only_as_keyed_hashes_and_made_up_ones_are_swept(
    group: PropertyGroup, access: Access
) -> None:
    with clock.at(clock.now() + timedelta(days=400)) as hands:
        name = new_name()
        await _fail(access, name, 1)
        hands.advance(minutes=16)
        await _fail(access, new_name(), 1)
        async with unit_of_work(access.database, Scope.system()) as uow:
            kept = (await uow.execute(select(LoginFailure.name_hash))).scalars().all()
    assert name not in " ".join(kept)
    assert len(kept) == 1


async def test_an_unknown_name_takes_as_long_as_a_wrong_password(
    group: PropertyGroup, access: Access
) -> None:
    async def taken(name: str) -> float:
        begun = time.perf_counter()
        with pytest.raises(GuanjiaError):
            await login(access, Login(name, WRONG))
        return time.perf_counter() - begun

    known = [await _somebody(group) for _ in range(4)]
    for name in known:
        await taken(name)
    pairs = [(await taken(name), await taken(new_name())) for name in known * 2]
    mistaken = median(pair[0] for pair in pairs)
    unknown = median(pair[1] for pair in pairs)
    assert mistaken > 0.01, "the hash is worth its name"
    assert 0.5 < unknown / mistaken < 2


async def test_hashing_leaves_the_event_loop_free(group: PropertyGroup, access: Access) -> None:
    name = await _somebody(group)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.002)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await login(access, Login(name, PASSWORD))
    ticking.cancel()
    assert ticks > 3


async def test_a_flood_of_logins_is_turned_away_rather_than_queued(
    access: Access,
) -> None:
    light = PasswordHasher(1, 1024, 1).hash(PASSWORD)
    answers = await asyncio.gather(
        *(passwords.verify(WRONG, light) for _ in range(passwords.WAITING + 5)),
        return_exceptions=True,
    )
    turned_away = [answer for answer in answers if isinstance(answer, GuanjiaError)]
    assert [answer.code for answer in turned_away] == [Code.UNAVAILABLE] * 5


async def test_a_hash_made_with_weaker_parameters_is_renewed(
    group: PropertyGroup, access: Access
) -> None:
    name = new_name()
    account = await group.account(Role.CS_AGENT, login_name=name)
    weak = PasswordHasher(1, 1024, 1).hash(PASSWORD)
    async with unit_of_work(access.database, Scope.system(group.id)) as uow:
        await uow.execute(
            update(Credential).where(Credential.account_id == account).values(password_hash=weak)
        )
    await login(access, Login(name, PASSWORD))
    async with unit_of_work(access.database, Scope.system(group.id)) as uow:
        renewed = (
            await uow.execute(
                select(Credential.password_hash).where(Credential.account_id == account)
            )
        ).scalar_one()
    assert not passwords.outdated(renewed)
    await login(access, Login(name, PASSWORD))


async def test_a_password_is_the_same_however_it_was_composed(
    group: PropertyGroup, access: Access
) -> None:
    name = new_name()
    async with administering(access, group.console) as (system, uow):
        await open_account(
            system, OpenAccount(Audience.STAFF, "José", name, "caf\u00e9 au lait"), uow
        )
    await login(access, Login(name, "cafe\u0301 au lait"))


@pytest.mark.parametrize("password", ["short", "x" * 200, "aaaaaaaaaaaaaaa", "the-name-itself"])
async def test_weak_passwords_are_not_taken(
    group: PropertyGroup, access: Access, password: str
) -> None:
    new = OpenAccount(Audience.STAFF, "李明", "The-Name-Itself", password)
    async with administering(access, group.console) as (system, uow):
        with pytest.raises(GuanjiaError) as refusal:
            await open_account(system, new, uow)
    assert refusal.value.code is TenantsCode.WEAK_PASSWORD


async def test_changing_the_password_ends_the_other_sessions_but_not_this_one(
    group: PropertyGroup, access: Access
) -> None:
    name = await _somebody(group)
    other = await login(access, Login(name, PASSWORD))
    mine = await login(access, Login(name, PASSWORD))
    actor = await access.authenticate(mine.access_token)
    await change_password(access, actor, ChangePassword(PASSWORD, "another horse 马"))
    actor = await access.refresh(actor)
    assert (await access.authenticate(mine.access_token)).session_id == mine.id
    with pytest.raises(Unauthenticated):
        await access.authenticate(other.access_token)
    await _fail(access, name, 1)
    await login(access, Login(name, "another horse 马"))


async def test_guessing_the_current_password_from_a_session_locks_too(
    group: PropertyGroup, access: Access
) -> None:
    session = await group.session(Role.CS_AGENT)
    actor = await access.authenticate(session.access_token)
    guess = ChangePassword(WRONG, "another horse 马")
    for _ in range(4):
        with pytest.raises(WrongCredentials):
            await change_password(access, actor, guess)
    for _ in range(2):
        with pytest.raises(LoginLocked):
            await change_password(access, actor, guess)
    with pytest.raises(LoginLocked):
        await change_password(access, actor, ChangePassword(PASSWORD, "another horse 马"))


async def test_a_reset_lets_the_locked_back_in_and_ends_what_was_open(
    group: PropertyGroup, access: Access
) -> None:
    name = await _somebody(group)
    session = await login(access, Login(name, PASSWORD))
    await access.authenticate(session.access_token)
    await _fail(access, name, 4)
    async with administering(access, group.console) as (system, uow):
        reset = ResetPassword(session.account_id, "another horse 马")
        await reset_password(system, reset, uow, access.attempts)
    await login(access, Login(name, "another horse 马"))
    await access.refresh(await group.actor(session.account_id))
    with pytest.raises(Unauthenticated):
        await access.authenticate(session.access_token)


async def test_the_limit_is_a_setting(group: PropertyGroup) -> None:
    strict = Access(
        group.access.database,
        Settings(secret_key=group.access.settings.secret_key, login_attempts=1),
    )
    name = await _somebody(group)
    with pytest.raises(LoginLocked):
        await login(strict, Login(name, WRONG))
    with pytest.raises(LoginLocked):
        await login(strict, Login(name, PASSWORD))


async def test_credentials_and_names_are_nobodys_to_read_but_the_systems(
    group: PropertyGroup, access: Access
) -> None:
    director = await group.actor(await group.account(Role.GROUP_DIRECTOR, login_name=new_name()))
    tables = (
        "tenants.credential",
        "tenants.login_name",
        "tenants.login_failure",
        "tenants.outside_identity",
        "tenants.key_prefix",
        "tenants.api_key",
        "tenants.refresh_token",
        "tenants.role_grant",
        "tenants.account_event",
        "core.group_entry",
        "core.estate_entry",
    )
    for scope in (Scope.of(director), Scope()):
        async with unit_of_work(access.database, scope) as uow:
            for table in tables:
                found = (await uow.execute(text(f"select count(*) from {table}"))).scalar()
                assert found == 0, table
    async with unit_of_work(access.database, Scope.of(director)) as uow:
        accounts = (await uow.execute(text("select id from tenants.account"))).scalars().all()
    assert accounts == [director.account_id]
