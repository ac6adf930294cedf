"""Who may hand out what: never above, never outside, never in another group."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.actor import Audience, Role
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.errors import GuanjiaError, Invalid, NotFound
from tenants.access import Access
from tenants.disable_account import disable_account
from tenants.entering import administering
from tenants.errors import RoleOutOfReach, TenantsCode
from tenants.grant_role import GrantRole, grant_role
from tenants.models import RoleGrant, ScopeKind
from tenants.open_account import FirstGrant, OpenAccount, open_account
from tenants.reach import Reach, Tree
from tenants.reset_password import ResetPassword, reset_password
from tenants.revoke_role import revoke_role
from tenants.roles import (
    GRANTED_BY_RESIDENCY,
    GRANTS,
    PERMISSIONS,
    ROLES,
    Permission,
    console,
    permitted,
    require,
    roles_with,
)
from tests.tenants.property_group import PASSWORD, PropertyGroup, make_group, new_name


def test_every_role_has_its_permissions_and_one_audience() -> None:
    assert set(PERMISSIONS) == set(Role)
    for role in Role:
        assert [role in held for held in ROLES.values()].count(True) == 1


def test_nobody_may_hand_out_the_systems_role_or_what_living_there_gives() -> None:
    for granted in GRANTS.values():
        assert Role.SYSTEM not in granted
        assert not granted & GRANTED_BY_RESIDENCY


def test_no_role_hands_out_one_that_may_do_more() -> None:
    for role, granted in GRANTS.items():
        for lower in granted:
            assert PERMISSIONS[lower] - {Permission.UNMASK_PERSONAL_DATA} <= PERMISSIONS[role]
            assert GRANTS.get(lower, frozenset()) <= granted


def test_residents_partners_and_services_have_no_permissions() -> None:
    for role in (Role.RESIDENT, Role.PARTNER, Role.SERVICE):
        assert not PERMISSIONS[role]


async def test_a_permission_holds_where_the_role_does(group: PropertyGroup) -> None:
    manager = await group.actor(await group.account(Role.REGION_MANAGER, Reach.region(group.north)))
    assert permitted(manager, Permission.IMPORT, group.first)
    assert not permitted(manager, Permission.IMPORT, group.third)
    assert not permitted(manager, Permission.IMPORT)
    assert manager.estates_with(roles_with(Permission.IMPORT)) == (group.first, group.second)
    require(manager, Permission.IMPORT, group.second)
    with pytest.raises(NotFound):
        require(manager, Permission.IMPORT, group.third)
    assert permitted(console(group.id), Permission.SIGN_CONTRACTS, group.third)


async def test_a_manager_hands_out_lower_roles_within_their_reach(
    group: PropertyGroup, access: Access
) -> None:
    manager = await group.actor(await group.account(Role.REGION_MANAGER, Reach.region(group.north)))
    account = await group.account(Role.BUTLER, Reach.estate(group.second))
    async with administering(access, manager) as (actor, uow):
        for reach in (Reach.estate(group.first), Reach.region(group.inner)):
            await grant_role(actor, GrantRole(account, Role.ESTATE_MANAGER, reach), uow)
    granted = await group.actor(account)
    assert granted.roles_at(group.first) == {Role.ESTATE_MANAGER}


@pytest.mark.parametrize(
    ("role", "reach"),
    [
        (Role.REGION_MANAGER, lambda group: Reach.region(group.north)),
        (Role.GROUP_DIRECTOR, lambda group: Reach.estate(group.first)),
        (Role.SYSTEM, lambda group: Reach.estate(group.first)),
        (Role.RESIDENT, lambda group: Reach.estate(group.first)),
        (Role.SERVICE, lambda group: Reach.estate(group.first)),
        (Role.BUTLER, lambda group: Reach.estate(group.third)),
        (Role.BUTLER, lambda group: Reach.region(group.root)),
        (Role.BUTLER, lambda group: Reach.region(group.south)),
        (Role.BUTLER, lambda _: Reach.group()),
        (Role.BUTLER, lambda _: Reach.estate(10**12)),
    ],
)
async def test_nobody_hands_out_a_role_above_or_outside_their_own(
    group: PropertyGroup, access: Access, role: Role, reach: object
) -> None:
    manager = await group.actor(await group.account(Role.REGION_MANAGER, Reach.region(group.north)))
    account = await group.account(Role.BUTLER, Reach.estate(group.first))
    wanted = reach(group)  # type: ignore[operator]
    async with administering(access, manager) as (actor, uow):
        with pytest.raises(RoleOutOfReach):
            await grant_role(actor, GrantRole(account, role, wanted), uow)
        new = OpenAccount(Audience.STAFF, "李明", grants=(FirstGrant(role, wanted),))
        with pytest.raises(RoleOutOfReach):
            await open_account(actor, new, uow)


async def test_a_role_taken_from_the_grantor_no_longer_hands_out(
    group: PropertyGroup, access: Access
) -> None:
    account = await group.account(Role.BUTLER, Reach.estate(group.first))
    manager_id = await group.account()
    grant = await group.grant(manager_id, Role.ESTATE_MANAGER, Reach.estate(group.first))
    manager = await group.actor(manager_id)
    await group.revoke(grant)
    async with administering(access, manager) as (actor, uow):
        assert actor.roles_at(group.first) == frozenset()
        new = GrantRole(account, Role.CS_AGENT, Reach.estate(group.first))
        with pytest.raises(RoleOutOfReach):
            await grant_role(actor, new, uow)


async def test_a_role_must_suit_the_account(group: PropertyGroup, access: Access) -> None:
    service = await group.account(audience=Audience.SERVICE)
    async with administering(access, group.console) as (actor, uow):
        with pytest.raises(GuanjiaError) as refusal:
            await grant_role(actor, GrantRole(service, Role.BUTLER, Reach.group()), uow)
        assert refusal.value.code is TenantsCode.ROLE_NOT_OF_AUDIENCE


async def test_what_is_not_there_cannot_be_granted(group: PropertyGroup, access: Access) -> None:
    account = await group.account(Role.BUTLER, Reach.estate(group.first))
    past = clock.now() - timedelta(seconds=1)
    async with administering(access, group.console) as (actor, uow):
        for reach in (Reach.estate(10**12), Reach.region(10**12)):
            with pytest.raises(NotFound):
                await grant_role(actor, GrantRole(account, Role.BUTLER, reach), uow)
        with pytest.raises(NotFound):
            await grant_role(actor, GrantRole(uuid4(), Role.BUTLER, Reach.group()), uow)
        new = GrantRole(account, Role.BUTLER, Reach.group(), valid_to=past)
        with pytest.raises(Invalid):
            await grant_role(actor, new, uow)
        with pytest.raises(NotFound):
            await revoke_role(actor, uuid4(), uow)


async def test_a_grant_in_force_is_not_made_twice_and_another_end_replaces_it(
    group: PropertyGroup, access: Access
) -> None:
    account = await group.account()
    ends = clock.now() + timedelta(days=30)
    made = []
    for valid_to in (None, None, ends, ends):
        async with administering(access, group.console) as (actor, uow):
            new = GrantRole(account, Role.BUTLER, Reach.estate(group.first), valid_to)
            made.append(await grant_role(actor, new, uow))
    assert made[0] == made[1]
    assert made[2] == made[3] != made[0]
    async with unit_of_work(access.database, Scope.system(group.id)) as uow:
        rows = (
            await uow.execute(
                select(RoleGrant.id).where(
                    RoleGrant.account_id == account, RoleGrant.revoked_at.is_(None)
                )
            )
        ).scalars()
        assert list(rows) == [made[2]]


async def test_nobody_takes_a_role_away_that_they_could_not_give(
    group: PropertyGroup, access: Access
) -> None:
    director = await group.account()
    grant = await group.grant(director, Role.GROUP_DIRECTOR, Reach.group())
    manager = await group.actor(await group.account(Role.ESTATE_MANAGER, Reach.estate(group.first)))
    async with administering(access, manager) as (actor, uow):
        with pytest.raises(RoleOutOfReach):
            await revoke_role(actor, grant, uow)


async def test_nobody_disables_or_resets_who_stands_above_or_elsewhere(
    group: PropertyGroup, access: Access
) -> None:
    _, _, neighbour = await group.resident(group.third)
    beyond = [
        await group.account(Role.GROUP_DIRECTOR, login_name=new_name()),
        await group.account(Role.ESTATE_MANAGER, Reach.estate(group.first)),
        await group.account(Role.BUTLER, Reach.estate(group.third)),
        await group.account(audience=Audience.RESIDENT, people=((group.third, neighbour),)),
        await group.account(),
        uuid4(),
    ]
    straddling = await group.account(Role.BUTLER, Reach.estate(group.first))
    await group.grant(straddling, Role.BUTLER, Reach.estate(group.third))
    manager = await group.actor(await group.account(Role.ESTATE_MANAGER, Reach.estate(group.first)))
    other = await make_group(access)
    stranger = await other.actor(await other.account(Role.GROUP_DIRECTOR))
    inside = await group.account(Role.BUTLER, Reach.estate(group.first), login_name=new_name())
    for caller, accounts in ((manager, [*beyond, straddling]), (stranger, [*beyond, inside])):
        for account in accounts:
            async with administering(access, caller) as (actor, uow):
                with pytest.raises(NotFound):
                    await disable_account(actor, account, uow)
                reset = ResetPassword(account, "another horse 马")
                with pytest.raises(NotFound):
                    await reset_password(actor, reset, uow, access.attempts)
    async with administering(access, manager) as (actor, uow):
        await disable_account(actor, inside, uow)


async def test_people_are_linked_only_where_the_actor_manages_and_only_once(
    group: PropertyGroup, access: Access
) -> None:
    _, _, here = await group.resident(group.first)
    _, _, there = await group.resident(group.third)
    manager = await group.actor(await group.account(Role.ESTATE_MANAGER, Reach.estate(group.first)))

    def resident(*people: tuple[int, object]) -> OpenAccount:
        return OpenAccount(Audience.RESIDENT, "王芳", people=people)  # type: ignore[arg-type]

    async with administering(access, manager) as (actor, uow):
        for new in (
            resident((group.third, there)),
            resident((group.first, there)),
            OpenAccount(Audience.STAFF, "王芳", people=((group.first, here),)),
            OpenAccount(Audience.PARTNER, "王芳", people=((group.first, here),)),
            resident(),
        ):
            with pytest.raises(NotFound):
                await open_account(actor, new, uow)
    async with administering(access, manager) as (actor, uow):
        await open_account(actor, resident((group.first, here)), uow)
        with pytest.raises(NotFound):
            await open_account(actor, resident((group.first, here)), uow)


async def test_a_login_name_is_one_accounts_over_all_groups(
    group: PropertyGroup, access: Access
) -> None:
    name = new_name()
    await group.account(Role.BUTLER, login_name=name)
    other = await make_group(access)
    with pytest.raises(GuanjiaError) as refusal:
        await other.account(Role.BUTLER, login_name=name.upper())
    assert refusal.value.code is TenantsCode.LOGIN_NAME_TAKEN


@pytest.mark.parametrize(
    "new",
    [
        OpenAccount(Audience.SYSTEM, "x"),
        OpenAccount(Audience.SERVICE, "x", "service-name", PASSWORD),
        OpenAccount(Audience.STAFF, "x", "only-a-name"),
        OpenAccount(Audience.STAFF, "x", None, PASSWORD),
        OpenAccount(Audience.STAFF, "x", "ab", PASSWORD),
    ],
)
async def test_an_account_that_makes_no_sense_is_not_opened(
    group: PropertyGroup, access: Access, new: OpenAccount
) -> None:
    async with administering(access, group.console) as (actor, uow):
        with pytest.raises(Invalid):
            await open_account(actor, new, uow)


def _trees() -> st.SearchStrategy[Tree]:
    def build(parents: list[int], homes: list[int]) -> Tree:
        regions: dict[int, frozenset[int]] = {0: frozenset({0})}
        for child, parent in enumerate(parents, start=1):
            regions[child] = regions[parent % child] | {child}
        estates = {100 + number: regions[home % len(regions)] for number, home in enumerate(homes)}
        return Tree(regions, estates)

    numbers = st.lists(st.integers(0, 30), max_size=8)
    return st.builds(build, numbers, numbers)


def _reaches(tree: Tree) -> list[Reach]:
    return [
        Reach.group(),
        *map(Reach.region, tree.regions),
        *map(Reach.estate, tree.estates),
    ]


@given(tree=_trees())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_what_one_reach_covers_it_covers_estate_by_estate(tree: Tree) -> None:
    def estates(reach: Reach) -> set[int]:
        return {
            estate
            for estate, above in tree.estates.items()
            if reach.scope is ScopeKind.GROUP
            or reach.estate_id == estate
            or reach.region_id in above
        }

    for held in _reaches(tree):
        assert tree.covers(held, held)
        assert {
            estate for estate in tree.estates if tree.covers(held, Reach.estate(estate))
        } == estates(held)
        for wanted in _reaches(tree):
            if tree.covers(held, wanted):
                assert estates(wanted) <= estates(held)
                assert held == wanted or not tree.covers(wanted, held)
