"""Keys of services."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Audience, Role
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.errors import Invalid, NotFound
from tenants.access import Access
from tenants.create_api_key import CreateApiKey, IssuedKey, create_api_key
from tenants.disable_account import disable_account
from tenants.entering import administering, entered
from tenants.errors import Unauthenticated
from tenants.models import ApiKey
from tenants.reach import Reach
from tenants.revoke_api_key import revoke_api_key
from tests.tenants.property_group import PropertyGroup, make_group, new_name


async def _service(group: PropertyGroup) -> UUID:
    return await group.account(Role.SERVICE, Reach.estate(group.first), audience=Audience.SERVICE)


async def _issue(group: PropertyGroup, account: UUID, **limits: timedelta) -> IssuedKey:
    expires_at = clock.now() + timedelta(**limits) if limits else None  # type: ignore[arg-type]
    async with administering(group.access, group.console) as (system, uow):
        return await create_api_key(system, CreateApiKey(account, "呼叫中心", expires_at), uow)


async def test_a_key_is_the_service_it_was_issued_to(group: PropertyGroup, access: Access) -> None:
    account = await _service(group)
    issued = await _issue(group, account)
    actor = await access.authenticate(issued.key)
    assert actor.audience is Audience.SERVICE
    assert actor.account_id == account
    assert dict(actor.roles) == {group.first: frozenset({Role.SERVICE})}
    assert actor.session_id == issued.id
    async with entered(access, actor):
        pass


async def test_only_a_hash_of_a_key_is_kept(group: PropertyGroup, access: Access) -> None:
    issued = await _issue(group, await _service(group))
    async with unit_of_work(access.database, Scope.system(group.id)) as uow:
        kept = await uow.row(
            select(ApiKey.prefix, ApiKey.secret_hash).where(ApiKey.id == issued.id)
        )
    assert kept is not None
    head, prefix, secret = issued.key.split("_", 2)
    assert (head, prefix) == ("gj", kept["prefix"])
    assert secret not in str(kept)


async def test_the_prefix_with_another_secret_opens_nothing(
    group: PropertyGroup, access: Access
) -> None:
    one = await _issue(group, await _service(group))
    other = await _issue(group, await _service(group))
    mixed = "_".join([*one.key.split("_", 2)[:2], other.key.split("_", 2)[2]])
    for wrong in (mixed, one.key[:-1], one.key + "A", one.key.upper(), "gj_", "gj_a_b"):
        with pytest.raises(Unauthenticated):
            await access.authenticate(wrong)


async def test_a_revoked_key_stops_at_once_even_where_it_is_remembered(
    group: PropertyGroup, access: Access, other_process: Access
) -> None:
    account = await _service(group)
    issued, kept = await _issue(group, account), await _issue(group, account)
    remembered = await other_process.authenticate(issued.key)
    async with administering(access, group.console) as (system, uow):
        await revoke_api_key(system, issued.id, uow)
    with pytest.raises(Unauthenticated):
        async with entered(other_process, remembered):
            raise AssertionError("came in")
    for door in (access, other_process):
        with pytest.raises(Unauthenticated):
            await door.authenticate(issued.key)
        await door.authenticate(kept.key)


async def test_a_key_ends_when_it_expires(group: PropertyGroup, access: Access) -> None:
    with clock.at(clock.now()) as hands:
        issued = await _issue(group, await _service(group), minutes=1)  # type: ignore[arg-type]
        hands.advance(seconds=59)
        await access.authenticate(issued.key)
        hands.advance(seconds=1)
        with pytest.raises(Unauthenticated):
            await access.authenticate(issued.key)


async def test_a_disabled_services_keys_stop(group: PropertyGroup, access: Access) -> None:
    account = await _service(group)
    issued = await _issue(group, account)
    async with administering(access, group.console) as (system, uow):
        await disable_account(system, account, uow)
    with pytest.raises(Unauthenticated):
        await access.authenticate(issued.key)


async def test_keys_are_for_services_only(group: PropertyGroup, access: Access) -> None:
    person = await group.account(Role.CS_AGENT)
    async with administering(access, group.console) as (system, uow):
        with pytest.raises(Invalid):
            await create_api_key(system, CreateApiKey(person, "x"), uow)


async def test_only_who_manages_keys_issues_and_revokes_them_and_in_their_own_group(
    group: PropertyGroup, access: Access
) -> None:
    account = await _service(group)
    issued = await _issue(group, account)
    director = await group.actor(await group.account(Role.GROUP_DIRECTOR))
    manager = await group.actor(await group.account(Role.ESTATE_MANAGER, Reach.estate(group.first)))
    other = await make_group(access)
    stranger = await other.actor(await other.account(Role.GROUP_DIRECTOR))
    for actor in (manager, stranger):
        async with administering(access, actor) as (now, uow):
            with pytest.raises(NotFound):
                await create_api_key(now, CreateApiKey(account, "x"), uow)
            with pytest.raises(NotFound):
                await revoke_api_key(now, issued.id, uow)
    async with administering(access, director) as (now, uow):
        await create_api_key(now, CreateApiKey(account, new_name()), uow)
        await revoke_api_key(now, issued.id, uow)
        await revoke_api_key(now, issued.id, uow)
