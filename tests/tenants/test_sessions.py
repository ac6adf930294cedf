"""Sessions: tokens that rotate, reuse that is noticed, and ends that hold everywhere at once."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.actor import Role
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from tenants.access import Access
from tenants.disable_account import disable_account
from tenants.entering import administering, entered
from tenants.errors import Unauthenticated
from tenants.login import Login, login
from tenants.logout import logout
from tenants.models import AccountAction, AccountEvent, RefreshToken
from tenants.refresh import refresh
from tenants.sessions import Session
from tests.tenants.property_group import PASSWORD, PropertyGroup, new_name


@pytest.fixture
async def session(group: PropertyGroup) -> Session:
    """Somebody logged in."""
    return await group.session(Role.CS_AGENT)


async def _is_out(access: Access, session: Session) -> bool:
    """Whether neither token of a session gets anybody in, once rights are read again."""
    try:
        actor = await access.authenticate(session.access_token)
        async with entered(access, actor):
            return False
    except Unauthenticated:
        pass
    try:
        await refresh(access, session.refresh_token)
    except Unauthenticated:
        return True
    return False


async def test_a_refresh_token_is_exchanged_for_the_next_pair(
    access: Access, session: Session
) -> None:
    following = await refresh(access, session.refresh_token)
    assert following.id == session.id
    assert following.refresh_token != session.refresh_token
    actor = await access.authenticate(following.access_token)
    assert actor.session_id == session.id
    await refresh(access, following.refresh_token)


async def test_a_refresh_token_used_twice_ends_the_whole_session_everywhere(
    access: Access, other_process: Access, session: Session
) -> None:
    following = await refresh(access, session.refresh_token)
    remembered = await other_process.authenticate(following.access_token)
    with pytest.raises(Unauthenticated):
        await refresh(access, session.refresh_token)
    with pytest.raises(Unauthenticated):
        async with entered(other_process, remembered):
            raise AssertionError("came in")
    with pytest.raises(Unauthenticated):
        await other_process.authenticate(following.access_token)
    assert await _is_out(access, following)


async def test_reuse_is_on_record_and_leaves_other_sessions_alone(
    access: Access, group: PropertyGroup
) -> None:
    name = new_name()
    account = await group.account(Role.CS_AGENT, login_name=name)
    stolen = await login(access, Login(name, PASSWORD))
    other = await login(access, Login(name, PASSWORD))
    await refresh(access, stolen.refresh_token)
    with pytest.raises(Unauthenticated):
        await refresh(access, stolen.refresh_token)
    await refresh(access, other.refresh_token)
    await access.authenticate(other.access_token)
    async with unit_of_work(access.database, Scope.system(group.id)) as uow:
        data = await uow.execute(
            select(AccountEvent.data).where(
                AccountEvent.account_id == account,
                AccountEvent.action == AccountAction.TOKEN_REUSED,
            )
        )
    assert data.scalars().all() == [{"session": str(stolen.id)}]


async def test_of_two_who_show_a_token_at_once_at_most_one_goes_on_and_the_session_ends(
    access: Access, session: Session
) -> None:
    answers = await asyncio.gather(
        *(refresh(access, session.refresh_token) for _ in range(4)), return_exceptions=True
    )
    went_on = [answer for answer in answers if isinstance(answer, Session)]
    assert len(went_on) == 1
    assert await _is_out(access, went_on[0])


async def test_only_a_hash_of_a_refresh_token_is_kept(access: Access, session: Session) -> None:
    secret = session.refresh_token.rpartition("_")[2]
    async with unit_of_work(access.database, Scope.system(session.group_id)) as uow:
        kept = await uow.execute(
            select(RefreshToken.secret_hash).where(RefreshToken.family_id == session.id)
        )
    assert secret not in kept.scalars().one()


async def test_a_refresh_token_ends_after_thirty_days(access: Access, session: Session) -> None:
    with clock.at(session.refresh_expires_at), pytest.raises(Unauthenticated):
        await refresh(access, session.refresh_token)
    with clock.at(session.refresh_expires_at - timedelta(seconds=1)):
        await refresh(access, session.refresh_token)


@given(place=st.integers(min_value=0), letter=st.sampled_from("Aa09_-"))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_refresh_token_with_one_letter_changed_does_nothing(
    access: Access, session: Session, place: int, letter: str
) -> None:
    token = session.refresh_token
    place %= len(token)
    if token[place] == letter:
        return
    with pytest.raises(Unauthenticated):
        await refresh(access, token[:place] + letter + token[place + 1 :])
    await access.authenticate(session.access_token)


async def test_an_access_token_is_no_refresh_token_nor_the_other_way_round(
    access: Access, session: Session
) -> None:
    with pytest.raises(Unauthenticated):
        await refresh(access, session.access_token)
    with pytest.raises(Unauthenticated):
        await access.authenticate(session.refresh_token)


async def test_logging_out_stops_the_sessions_tokens_at_once_in_every_process(
    access: Access, other_process: Access, session: Session
) -> None:
    remembered = await other_process.authenticate(session.access_token)
    await logout(access, await access.authenticate(session.access_token))
    with pytest.raises(Unauthenticated):
        async with entered(other_process, remembered):
            raise AssertionError("came in")
    assert await _is_out(access, session)


async def test_logging_out_ends_one_session_and_everywhere_ends_all(
    access: Access, group: PropertyGroup
) -> None:
    name = new_name()
    await group.account(Role.CS_AGENT, login_name=name)
    first, second, third = [await login(access, Login(name, PASSWORD)) for _ in range(3)]
    await logout(access, await access.authenticate(first.access_token))
    assert await _is_out(access, first)
    second_actor = await access.refresh(await access.authenticate(second.access_token))
    await logout(access, second_actor, everywhere=True)
    assert await _is_out(access, second)
    assert await _is_out(access, third)


async def test_a_disabled_accounts_session_cannot_be_refreshed(
    access: Access, group: PropertyGroup, session: Session
) -> None:
    async with administering(access, group.console) as (system, uow):
        await disable_account(system, session.account_id, uow)
    assert await _is_out(access, session)


async def test_a_session_refreshed_while_it_is_ended_does_not_survive(
    access: Access, group: PropertyGroup
) -> None:
    name = new_name()
    await group.account(Role.CS_AGENT, login_name=name)
    for _ in range(6):
        session = await login(access, Login(name, PASSWORD))
        actor = await access.refresh(await access.authenticate(session.access_token))
        refreshed, _ = await asyncio.gather(
            refresh(access, session.refresh_token),
            logout(access, actor),
            return_exceptions=True,
        )
        assert await _is_out(access, session)
        if isinstance(refreshed, Session):
            assert await _is_out(access, refreshed)
