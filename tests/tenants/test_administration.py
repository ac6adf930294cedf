"""Administering people by GraphQL: accounts, roles, keys, and who may do it to whom (S-K1)."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest_asyncio

from core.actor import Role
from core.ids import new_id
from tests.api.door import Caller, Door, gid, serving
from tests.database import TestDatabase
from tests.factories import EstateWorld, World, make_world
from tests.tenants.property_group import new_name

PASSWORD = "correct horse 电池"

_keys = itertools.count(1)

ACCOUNT = """account {
    id name audience loginNames disabledAt
    roles { id role reach estateId regionId } keys { id label prefix revokedAt }
    places { staff { id name } }
}"""
LIST = """query($first: Int! = 100, $after: String, $estate: ID, $role: Role) {
    accounts(first: $first, after: $after, estateId: $estate, role: $role) {
        nodes { id name loginNames roles { role estate } } endCursor hasNextPage
    }
}"""


@pytest_asyncio.fixture
async def door(database: TestDatabase) -> AsyncIterator[Door]:
    async with serving(database) as opened:
        yield opened


@pytest_asyncio.fixture
async def world(door: Door) -> World:
    return await make_world(door.database)


async def do(
    caller: Caller, name: str, selection: str = ACCOUNT, /, key: str | None = None, **given: Any
) -> dict[str, Any]:
    """A mutation's payload."""
    kind = name[0].upper() + name[1:]
    query = (
        f"mutation($input: {kind}Input!) {{ {name}(input: $input)"
        f" {{ {selection} userErrors {{ code field message }} }} }}"
    )
    said = {"idempotencyKey": key or f"{name}-{next(_keys)}", **given}
    payload: dict[str, Any] = (await caller.ask(query, {"input": said}))[name]
    return payload


async def done(
    caller: Caller, name: str, selection: str = ACCOUNT, /, **given: Any
) -> dict[str, Any]:
    """The payload of a mutation that must succeed."""
    payload = await do(caller, name, selection, **given)
    assert payload["userErrors"] == [], payload
    return payload


async def refused(caller: Caller, name: str, /, **given: Any) -> str:
    """The code by which a mutation is refused."""
    [error] = (await do(caller, name, "__typename", **given))["userErrors"]
    assert error["message"]
    code: str = error["code"]
    return code


def an_agent(estate: EstateWorld, **more: Any) -> dict[str, Any]:
    """What a manager gives for a new agent's account."""
    role = {"role": "CS_AGENT", "estateId": f"Estate:{estate.id}"}
    return {
        "audience": "STAFF",
        "name": "李明",
        "loginName": new_name(),
        "password": PASSWORD,
        "roles": [role],
        **more,
    }


async def logged_in(door: Door, login: str, password: str) -> int:
    """The status of a login."""
    body = {"login": login, "password": password}
    return (await door.http().post("/auth/login", json=body)).status_code


async def test_a_manager_opens_an_account_that_can_log_in_and_work(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    manager = await door.caller(estate.manager.actor)
    new = an_agent(estate)
    account = (await done(manager, "accountOpen", **new))["account"]
    assert account["audience"] == "STAFF"
    assert account["loginNames"] == [new["loginName"]]
    assert [each["role"] for each in account["roles"]] == ["CS_AGENT"]
    body = {"login": new["loginName"], "password": PASSWORD}
    tokens = (await door.http().post("/auth/login", json=body)).json()
    agent = door.http(tokens["accessToken"])
    asked = "{ me { name estates { estate { id } roles permissions } } }"
    me = (await agent.post("/graphql", json={"query": asked})).json()["data"]["me"]
    assert me["name"] == "李明"
    [place] = me["estates"]
    assert place["estate"]["id"] == f"Estate:{estate.id}"
    assert place["roles"] == ["CS_AGENT"]
    assert place["permissions"] == ["SEE_PERSONAL_DATA", "MANAGE_RESIDENTS"]


async def test_the_same_request_opens_one_account(door: Door, world: World) -> None:
    manager = await door.caller(world.estates[0].manager.actor)
    new = an_agent(world.estates[0])
    first = await do(manager, "accountOpen", key="once", **new)
    again = await do(manager, "accountOpen", key="once", **new)
    assert again == first
    other = {**new, "password": PASSWORD + "!"}
    assert await refused(manager, "accountOpen", key="once", **other) == "IDEMPOTENCY_KEY_REUSED"


async def test_nobody_hands_out_what_is_above_or_outside_their_own_role(
    door: Door, world: World
) -> None:
    first, second = world.estates
    manager = await door.caller(first.manager.actor)
    agent = await door.caller(first.agent.actor)
    director = await door.caller(world.director)
    above = an_agent(first, roles=[{"role": "ESTATE_MANAGER", "estateId": f"Estate:{first.id}"}])
    assert await refused(manager, "accountOpen", **above) == "ROLE_OUT_OF_REACH"
    assert await refused(manager, "accountOpen", **an_agent(second)) == "ROLE_OUT_OF_REACH"
    assert await refused(agent, "accountOpen", **an_agent(first)) == "ROLE_OUT_OF_REACH"
    account = (await done(director, "accountOpen", **above))["account"]
    [grant] = account["roles"]
    given = {"accountId": account["id"], "role": "CS_AGENT"}
    assert await refused(manager, "roleRevoke", grantId=grant["id"]) == "ROLE_OUT_OF_REACH"
    assert await refused(manager, "accountDisable", accountId=account["id"]) == "NOT_FOUND"
    assert (
        await refused(
            manager, "accountResetPassword", accountId=account["id"], password=PASSWORD + "2"
        )
        == "NOT_FOUND"
    )
    group_wide = await refused(manager, "roleGrant", **given)
    assert group_wide == "ROLE_OUT_OF_REACH"


async def test_a_role_is_granted_and_taken_away_with_the_next_request(
    door: Door, world: World
) -> None:
    first, second = world.estates
    director = await door.caller(world.director)
    agent = await door.caller(first.agent.actor)
    mine = "{ me { estates { estate { id } roles } } }"
    account_id = f"Account:{first.agent.actor.account_id}"
    given = {"accountId": account_id, "role": "BUTLER", "estateId": f"Estate:{second.id}"}
    account = (await done(director, "roleGrant", **given))["account"]
    seen = (await agent.ask(mine))["me"]["estates"]
    assert {each["estate"]["id"]: each["roles"] for each in seen} == {
        f"Estate:{first.id}": ["CS_AGENT"],
        f"Estate:{second.id}": ["BUTLER"],
    }
    [grant] = [each for each in account["roles"] if each["role"] == "BUTLER"]
    await done(director, "roleRevoke", grantId=grant["id"])
    assert len((await agent.ask(mine))["me"]["estates"]) == 1


async def test_one_account_is_one_person_at_several_estates(door: Door, world: World) -> None:
    first, second = world.estates
    director = await door.caller(world.director)
    manager = await door.caller(first.manager.actor)
    role = {"role": "TECHNICIAN", "estateId": f"Estate:{second.id}"}
    account = (
        await done(
            director,
            "accountOpen",
            audience="STAFF",
            name="吴磊",
            loginName=new_name(),
            password=PASSWORD,
            roles=[role],
        )
    )["account"]
    department = gid("Department", second.id, next(iter(second.departments.values())))
    assert department
    for estate in world.estates:
        staff = gid("Staff", estate.id, estate.guard.id)
        taken = await refused(director, "accountLink", accountId=account["id"], staffId=staff)
        assert taken == "NOT_FOUND"  # somebody else's person
    foreign = gid("Staff", second.id, second.guard.id)
    assert await refused(manager, "accountLink", accountId=account["id"], staffId=foreign) == (
        "NOT_FOUND"
    )


async def test_a_manager_sees_the_accounts_of_their_estate_alone(door: Door, world: World) -> None:
    first, second = world.estates
    people = [await door.caller(each.actor) for each in (first.agent, first.manager, second.agent)]
    agent, manager, _ = people
    seen = (await manager.ask(LIST))["accounts"]["nodes"]
    ids = {each["id"] for each in seen}
    assert f"Account:{first.agent.actor.account_id}" in ids
    assert f"Account:{second.agent.actor.account_id}" not in ids
    assert (await agent.ask(LIST))["accounts"]["nodes"] == []
    director = await door.caller(world.director)
    page = (await director.ask(LIST, {"first": 2}))["accounts"]
    assert page["hasNextPage"]
    rest = (await director.ask(LIST, {"after": page["endCursor"]}))["accounts"]
    both = [each["id"] for each in (*page["nodes"], *rest["nodes"])]
    assert len(set(both)) == len(both) == 4
    only = (await director.ask(LIST, {"role": "ESTATE_MANAGER"}))["accounts"]["nodes"]
    assert [each["name"] for each in only] == [first.manager.name]
    one = "query($id: ID!) { account(id: $id) { id } }"
    theirs = {"id": f"Account:{second.agent.actor.account_id}"}
    assert (await manager.ask(one, theirs))["account"] is None
    assert (await director.ask(one, theirs))["account"] == theirs


async def test_a_key_is_shown_once_and_ends_with_the_next_request(door: Door, world: World) -> None:
    estate = world.estates[0]
    director = await door.caller(world.director)
    role = {"role": "SERVICE", "estateId": f"Estate:{estate.id}"}
    service = (
        await done(director, "accountOpen", audience="SERVICE", name="呼叫中心", roles=[role])
    )["account"]
    given = {"accountId": service["id"], "label": "热线"}
    issued = await do(director, "apiKeyCreate", "shown: key " + ACCOUNT, key="k", **given)
    again = await do(director, "apiKeyCreate", "shown: key " + ACCOUNT, key="k", **given)
    assert again["shown"] is None
    assert again["account"] == issued["account"]
    http = door.http(issued["shown"])
    asked = {"query": "{ me { audience } }"}
    assert (await http.post("/graphql", json=asked)).json()["data"]["me"]["audience"] == "service"
    [key] = issued["account"]["keys"]
    assert issued["shown"].startswith(f"gj_{key['prefix']}_")
    await done(director, "apiKeyRevoke", keyId=key["id"])
    assert (await http.post("/graphql", json=asked)).status_code == 401
    manager = await door.caller(estate.manager.actor)
    assert await refused(manager, "apiKeyCreate", **given) == "NOT_FOUND"


async def test_passwords_are_reset_by_others_and_changed_by_oneself(
    door: Door, world: World
) -> None:
    estate = world.estates[0]
    manager = await door.caller(estate.manager.actor)
    new = an_agent(estate)
    account = (await done(manager, "accountOpen", **new))["account"]
    given = {"accountId": account["id"], "password": "another horse 马"}
    await done(manager, "accountResetPassword", **given)
    login = new["loginName"]
    assert await logged_in(door, login, PASSWORD) != 200
    body = {"login": login, "password": "another horse 马"}
    token = (await door.http().post("/auth/login", json=body)).json()["accessToken"]
    agent = Caller(door.http(token), replace(estate.agent.actor, account_id=new_id()))
    guess = {"current": PASSWORD, "new": "third horse 三"}
    assert await refused(agent, "passwordChange", **guess) == "WRONG_CREDENTIALS"
    same = {"current": "another horse 马", "new": login.upper()}
    assert await refused(agent, "passwordChange", **same) == "WEAK_PASSWORD"
    right = {"current": "another horse 马", "new": "third horse 三"}
    await done(agent, "passwordChange", "__typename", **right)
    assert await logged_in(door, login, "third horse 三") == 200
    await done(manager, "accountDisable", accountId=account["id"])
    assert await logged_in(door, login, "third horse 三") != 200


async def test_what_is_kept_of_an_account_has_bounds(door: Door, world: World) -> None:
    director = await door.caller(world.director)
    agent = an_agent(world.estates[0])
    for wrong, code in (
        ({"name": "李" * 101}, "TEXT_TOO_LONG"),
        ({"name": " "}, "TEXT_REQUIRED"),
        ({"name": "李\0明"}, "TEXT_UNREADABLE"),
        ({"locale": "en" * 5000}, "INVALID"),
        ({"locale": "<b>"}, "INVALID"),
    ):
        assert await refused(director, "accountOpen", **{**agent, **wrong}) == code
    role = {"role": "SERVICE", "estateId": f"Estate:{world.estates[0].id}"}
    given = {"audience": "SERVICE", "name": "呼叫中心", "roles": [role]}
    account_id = (await done(director, "accountOpen", **given))["account"]["id"]
    key = {"accountId": account_id, "label": "热" * 101}
    assert await refused(director, "apiKeyCreate", **key) == "TEXT_TOO_LONG"
    who = {"accountId": account_id, "issuer": "https://" + "x" * 3000, "subject": "s"}
    assert await refused(director, "identityLink", **who) == "INVALID"


async def test_an_outside_subject_is_linked_once(door: Door, world: World) -> None:
    director = await door.caller(world.director)
    estate = world.estates[0]
    await door.caller(estate.agent.actor)
    account_id = f"Account:{estate.agent.actor.account_id}"
    given = {"accountId": account_id, "issuer": "https://id.example", "subject": new_name()}
    await done(director, "identityLink", "account { issuers }", **given)
    assert await refused(director, "identityLink", **given) == "IDENTITY_TAKEN"


async def test_the_caller_sees_what_they_hold_over_the_group(door: Door, world: World) -> None:
    director = await door.caller(world.director)
    me = (await director.ask("{ me { roles permissions } }"))["me"]
    assert me["roles"] == [Role.GROUP_DIRECTOR.value]
    assert "OPEN_ESTATES" in me["permissions"]
    agent = await door.caller(world.estates[0].agent.actor)
    assert (await agent.ask("{ me { roles permissions } }"))["me"] == {
        "roles": [],
        "permissions": [],
    }
