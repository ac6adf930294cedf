"""Rights: how far they reach, and how soon they end."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError

from core import clock
from core.actor import Actor, Audience, Role
from core.config import Settings
from core.db.scope import Scope, StaleRights
from core.db.unit_of_work import unit_of_work
from core.errors import Code, GuanjiaError
from core.estates.models import Estate, PropertyType, Residency
from core.estates.rights import bump
from core.ids import new_id
from core.staff.models import Department, Function, Staff
from tenants.access import Access
from tenants.close_estate import close_estate
from tenants.disable_account import disable_account
from tenants.entering import administering, entered
from tenants.errors import Unauthenticated
from tenants.login import Login, login
from tenants.models import Account, RoleGrant
from tenants.open_estate import OpenEstate, open_estate
from tenants.reach import Reach
from tenants.rights import read_rights
from tests.tenants.property_group import PASSWORD, PropertyGroup, make_group, new_name


async def test_a_group_role_reaches_every_estate_and_the_group(group: PropertyGroup) -> None:
    account = await group.account(Role.GROUP_DIRECTOR)
    actor = await group.actor(account)
    assert dict(actor.roles) == dict.fromkeys(group.estates, frozenset({Role.GROUP_DIRECTOR}))
    assert actor.group_roles == {Role.GROUP_DIRECTOR}


async def test_a_region_role_reaches_the_estates_of_all_regions_below_it(
    group: PropertyGroup,
) -> None:
    account = await group.account(Role.REGION_MANAGER, Reach.region(group.north))
    actor = await group.actor(account)
    assert actor.estates == (group.first, group.second)
    assert actor.group_roles == frozenset()


async def test_an_estate_role_reaches_that_estate_only(group: PropertyGroup) -> None:
    account = await group.account(Role.CS_AGENT, Reach.estate(group.second))
    await group.grant(account, Role.BUTLER, Reach.estate(group.third))
    actor = await group.actor(account)
    assert dict(actor.roles) == {
        group.second: frozenset({Role.CS_AGENT}),
        group.third: frozenset({Role.BUTLER}),
    }


async def test_nobody_has_a_right_in_another_group(group: PropertyGroup, access: Access) -> None:
    other = await make_group(access)
    account = await group.account(Role.GROUP_DIRECTOR)
    actor = await group.actor(account)
    assert not set(actor.estates) & set(other.estates)
    assert await read_rights(access.database, other.id, account) is None


async def test_living_in_an_estate_is_the_right_to_it(group: PropertyGroup) -> None:
    _, house, resident = await group.resident(group.first)
    account = await group.account(audience=Audience.RESIDENT, people=((group.first, resident),))
    actor = await group.actor(account)
    assert dict(actor.roles) == {group.first: frozenset({Role.RESIDENT})}
    assert actor.persons == (resident,)
    assert actor.houses == (house,)


async def test_who_moved_out_has_no_right_left_and_who_moves_in_tomorrow_none_yet(
    group: PropertyGroup,
) -> None:
    today = clock.now().astimezone().date()
    for since, until in (
        (date(2020, 1, 1), today - timedelta(days=2)),
        (today + timedelta(days=2), None),
    ):
        _, _, resident = await group.resident(group.first, since=since, until=until)
        account = await group.account(audience=Audience.RESIDENT, people=((group.first, resident),))
        actor = await group.actor(account)
        assert not actor.roles
        assert not actor.persons
        assert not actor.houses


async def test_a_residency_ends_at_midnight_of_the_estates_own_zone(
    group: PropertyGroup, access: Access
) -> None:
    last_day = date(2025, 6, 30)
    midnight = datetime(2025, 6, 30, 16, 0, tzinfo=UTC)  # in Shanghai
    _, _, resident = await group.resident(group.first, until=last_day)
    account = await group.account(audience=Audience.RESIDENT, people=((group.first, resident),))
    with clock.at(midnight - timedelta(seconds=5)) as hands:
        rights = await read_rights(access.database, group.id, account)
        assert rights is not None
        assert rights.actor.estates == (group.first,)
        assert rights.good_until == midnight
        hands.set(midnight)
        rights = await read_rights(access.database, group.id, account)
        assert rights is not None
        assert rights.actor.estates == ()


async def test_a_grant_ends_at_its_last_instant_even_for_who_is_remembered(
    group: PropertyGroup, access: Access
) -> None:
    ends = clock.now() + timedelta(seconds=30)
    name = new_name()
    await group.account(Role.CS_AGENT, Reach.estate(group.first), login_name=name, valid_to=ends)
    token = (await login(access, Login(name, PASSWORD))).access_token
    with clock.at(ends - timedelta(seconds=1)):
        assert (await access.authenticate(token)).estates == (group.first,)
    with clock.at(ends):
        assert (await access.authenticate(token)).estates == ()


async def test_staff_are_their_own_rows_until_the_day_they_leave(group: PropertyGroup) -> None:
    today = date(2025, 6, 30)
    async with unit_of_work(group.access.database, Scope.system(group.id, *group.estates)) as uow:
        rows = []
        for estate, left_on in (
            (group.first, None),
            (group.second, today),
            (group.third, date(2025, 6, 1)),
        ):
            department, staff = new_id(), new_id()
            keys = {"group_id": group.id, "estate_id": estate}
            await uow.execute(
                insert(Department).values(
                    **keys, id=department, name="工程部", function=Function.ENGINEERING
                )
            )
            await uow.execute(
                insert(Staff).values(
                    **keys,
                    id=staff,
                    department_id=department,
                    role=Role.TECHNICIAN,
                    name="吴磊",
                    phone="13900000000",
                    joined_on=date(2020, 1, 1),
                    left_on=left_on,
                )
            )
            rows.append((estate, staff))
    account = await group.account(Role.TECHNICIAN, people=tuple(rows))
    with clock.at(datetime(2025, 6, 30, 4, 0, tzinfo=UTC)):
        rights = await read_rights(group.access.database, group.id, account)
    assert rights is not None
    assert rights.actor.persons == (rows[0][1], rows[1][1])


async def test_nobody_comes_in_as_the_system(group: PropertyGroup, access: Access) -> None:
    account = await group.account(Role.GROUP_DIRECTOR)
    async with unit_of_work(access.database, Scope.system(group.id)) as uow:
        await uow.execute(
            update(Account).where(Account.id == account).values(audience=Audience.SYSTEM)
        )
    assert await read_rights(access.database, group.id, account) is None


async def test_a_partner_is_its_own_person(group: PropertyGroup) -> None:
    account = await group.account(
        Role.PARTNER, Reach.estate(group.first), audience=Audience.PARTNER
    )
    actor = await group.actor(account)
    assert actor.persons == (account,)
    assert actor.estates == (group.first,)


async def test_a_role_taken_away_is_refused_with_the_very_next_statement(
    group: PropertyGroup, access: Access, other_process: Access
) -> None:
    session = await group.session(Role.CS_AGENT, Reach.estate(group.first))
    await group.grant(session.account_id, Role.BUTLER, Reach.estate(group.second))
    grant = await _grant_of(group, session.account_id, Role.CS_AGENT)
    here = await access.authenticate(session.access_token)
    there = await other_process.authenticate(session.access_token)
    assert here.estates == there.estates == (group.first, group.second)

    await group.revoke(grant)

    assert await other_process.authenticate(session.access_token) is there  # warm, and wrong
    with pytest.raises(StaleRights):
        async with unit_of_work(access.database, Scope.of(there)):
            pass
    async with entered(other_process, there) as (actor, uow):
        assert actor.estates == (group.second,)
        visible = (await uow.execute(select(Estate.id))).scalars().all()
        assert visible == [group.second]
    assert (await other_process.authenticate(session.access_token)).estates == (group.second,)


async def test_a_granted_role_is_there_with_the_next_statement(
    group: PropertyGroup, access: Access
) -> None:
    session = await group.session(Role.CS_AGENT, Reach.estate(group.first))
    actor = await access.authenticate(session.access_token)
    await group.grant(session.account_id, Role.CS_AGENT, Reach.estate(group.third))
    async with entered(access, actor, (group.third,)) as (now, uow):
        assert now.estates == (group.first, group.third)
        visible = (await uow.execute(select(Estate.id))).scalars().all()
        assert visible == [group.third]


async def test_a_disabled_account_cannot_make_another_statement(
    group: PropertyGroup, access: Access
) -> None:
    session = await group.session(Role.CS_AGENT, Reach.estate(group.first))
    actor = await access.authenticate(session.access_token)
    async with administering(access, group.console) as (system, uow):
        await disable_account(system, session.account_id, uow)
    with pytest.raises(Unauthenticated):
        async with entered(access, actor):
            raise AssertionError("came in")
    with pytest.raises(Unauthenticated):
        await access.authenticate(session.access_token)


async def test_moving_out_takes_effect_at_once_when_the_rights_are_raised_with_it(
    group: PropertyGroup, access: Access
) -> None:
    _, _, resident = await group.resident(group.first)
    account = await group.account(audience=Audience.RESIDENT, people=((group.first, resident),))
    actor = await group.actor(account)
    async with unit_of_work(access.database, Scope.system(group.id, group.first)) as uow:
        await bump(uow, group.id, [account])
        await uow.execute(
            update(Residency)
            .where(Residency.estate_id == group.first, Residency.resident_id == resident)
            .values(until=date(2020, 12, 31))
        )
    async with entered(access, actor) as (now, _):
        assert now.estates == ()


async def test_a_new_estate_is_at_once_within_the_reach_of_those_above_it(
    group: PropertyGroup, access: Access
) -> None:
    director = await group.actor(await group.account(Role.GROUP_DIRECTOR))
    manager = await group.actor(await group.account(Role.REGION_MANAGER, Reach.region(group.north)))
    elsewhere = await group.actor(
        await group.account(Role.REGION_MANAGER, Reach.region(group.south))
    )
    async with administering(access, group.console) as (system, uow):
        new = OpenEstate("fourth", "四号院", group.inner, PropertyType.RESIDENTIAL, "人民路4号")
        fourth = await open_estate(system, new, uow)
    for actor in (director, manager):
        async with entered(access, actor) as (now, _):
            assert fourth in now.estates
    async with unit_of_work(access.database, Scope.of(elsewhere)):
        pass  # whose rights did not change is not made to read them again


async def test_a_closed_estate_leaves_everybodys_rights_at_once(
    group: PropertyGroup, access: Access
) -> None:
    director = await group.actor(await group.account(Role.GROUP_DIRECTOR))
    async with administering(access, group.console) as (system, uow):
        await close_estate(system, group.second, uow)
    async with entered(access, director) as (now, _):
        assert now.estates == (group.first, group.third)
    async with administering(access, group.console) as (system, uow):
        with pytest.raises(GuanjiaError, match="ESTATE_HAS_CLOSED"):
            await close_estate(system, group.second, uow)


class _AlwaysOvertaken(Access):
    """A door at which the rights change again as soon as they have been read."""

    async def refresh(self, actor: Actor) -> Actor:
        fresh = await super().refresh(actor)
        async with unit_of_work(self.database, Scope.system(actor.group_id)) as uow:
            await bump(uow, actor.group_id, [actor.account_id])
        return fresh


async def test_rights_that_change_faster_than_they_are_read_are_given_up_on(
    group: PropertyGroup, settings: Settings
) -> None:
    access = _AlwaysOvertaken(group.access.database, settings)
    actor = await group.actor(await group.account(Role.GROUP_DIRECTOR))
    await access.refresh(actor)
    with pytest.raises(GuanjiaError) as refusal:
        async with entered(access, actor):
            raise AssertionError("came in")
    assert refusal.value.code is Code.UNAVAILABLE


async def test_other_errors_are_not_taken_for_stale_rights(
    group: PropertyGroup, access: Access
) -> None:
    actor = await group.actor(await group.account(Role.GROUP_DIRECTOR))
    with pytest.raises(DBAPIError, match="division by zero"):
        async with entered(access, actor) as (_, uow):
            await uow.execute(text("select 1 / 0"))


async def _grant_of(group: PropertyGroup, account_id: UUID, role: Role) -> UUID:
    async with unit_of_work(group.access.database, Scope.system(group.id)) as uow:
        statement = select(RoleGrant.id).where(
            RoleGrant.group_id == group.id,
            RoleGrant.account_id == account_id,
            RoleGrant.role == role,
        )
        found: UUID = (await uow.execute(statement)).scalar_one()
    return found
