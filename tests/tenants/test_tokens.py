"""Access tokens: only ours, only whole, only in time; and how cheap a known one is."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jwt.warnings import InsecureKeyLengthWarning
from sqlalchemy import event

from core import clock
from core.actor import Audience, Role
from core.config import Settings
from tenants.access import Access
from tenants.errors import Unauthenticated
from tenants.reach import Reach
from tenants.sessions import Session
from tenants.tokens import ISSUER, TYPE, TokenSigner, derived_key
from tests.tenants.property_group import PropertyGroup


@pytest.fixture
async def session(group: PropertyGroup) -> Session:
    """Somebody logged in."""
    return await group.session(Role.CS_AGENT, Reach.estate(group.first))


def _claims(session: Session, **changes: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    claims = {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": str(session.account_id),
        "gid": session.group_id,
        "adn": session.audience.value,
        "sid": str(session.id),
        "iat": now,
        "exp": now + 600,
    }
    return {key: value for key, value in (claims | changes).items() if value is not None}


def _signed(access: Access, claims: dict[str, Any], **headers: Any) -> str:
    key = derived_key(access.settings, "access-token")
    return jwt.encode(claims, key, algorithm="HS256", headers={"typ": TYPE} | headers)


async def test_the_forgeries_below_fail_for_what_is_wrong_with_them(
    access: Access, session: Session
) -> None:
    await access.authenticate(_signed(access, _claims(session)))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"},
        {"aud": None},
        {"iss": "another"},
        {"iss": None},
        {"exp": None},
        {"exp": 0},
        {"exp": "soon"},
        {"exp": 10**30},
        {"sub": None},
        {"sub": "not an id"},
        {"sid": None},
        {"gid": None},
        {"gid": 0},
        {"gid": 10**9},
        {"adn": "system"},
        {"adn": "resident"},
        {"adn": "nobody"},
    ],
    ids=str,
)
async def test_a_token_that_says_something_else_is_refused(
    access: Access, session: Session, changes: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await access.authenticate(_signed(access, _claims(session, **changes)))


async def test_an_account_that_does_not_exist_is_refused(access: Access, session: Session) -> None:
    with pytest.raises(Unauthenticated):
        await access.authenticate(_signed(access, _claims(session, sub=str(uuid4()))))


async def test_an_expired_token_is_refused_even_where_it_is_remembered(
    access: Access, session: Session
) -> None:
    await access.authenticate(session.access_token)
    with clock.at(session.access_expires_at - timedelta(seconds=1)):
        await access.authenticate(session.access_token)
    with clock.at(session.access_expires_at), pytest.raises(Unauthenticated):
        await access.authenticate(session.access_token)


async def test_a_token_signed_by_another_is_refused(access: Access, session: Session) -> None:
    claims = _claims(session)
    ours = derived_key(access.settings, "access-token")
    with pytest.warns(InsecureKeyLengthWarning):
        other_algorithm = jwt.encode(claims, ours, "HS384", {"typ": TYPE})
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for forged in (
        jwt.encode(claims, "another key of thirty-two bytes!", "HS256", {"typ": TYPE}),
        jwt.encode(claims, derived_key(access.settings, "login-names"), "HS256", {"typ": TYPE}),
        jwt.encode(claims, access.settings.secret, "HS256", {"typ": TYPE}),
        jwt.encode(claims, rsa_key, "RS256", {"typ": TYPE}),
        other_algorithm,
    ):
        with pytest.raises(Unauthenticated):
            await access.authenticate(forged)


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", ""])
async def test_a_token_without_a_signature_is_refused(
    access: Access, session: Session, name: str
) -> None:
    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    signature = session.access_token.rpartition(".")[2]
    for end in ("", signature):
        forged = f"{part({'alg': name, 'typ': TYPE})}.{part(_claims(session))}.{end}"
        with pytest.raises(Unauthenticated):
            await access.authenticate(forged)


async def test_a_token_of_another_type_is_refused(access: Access, session: Session) -> None:
    with pytest.raises(Unauthenticated):
        await access.authenticate(_signed(access, _claims(session), typ="JWT"))


async def test_another_installations_token_is_refused(access: Access, session: Session) -> None:
    elsewhere = TokenSigner(Settings(secret_key="another installation's secret, long enough"))
    token, _ = elsewhere.sign(
        session.group_id, session.account_id, Audience.STAFF, session.id, clock.now()
    )
    with pytest.raises(Unauthenticated):
        await access.authenticate(token)


@given(
    bearer=st.one_of(st.text(max_size=80), st.from_regex(r"(gj_|gjr_)?[\w.=-]*", fullmatch=True))
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_nonsense_is_refused_always_in_the_same_way(access: Access, bearer: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await access.authenticate(bearer)
    assert refusal.value.details == {}


@given(place=st.integers(min_value=0), letter=st.sampled_from("AZaz09-_."))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_token_with_one_letter_changed_is_refused(
    access: Access, session: Session, place: int, letter: str
) -> None:
    token = session.access_token
    place %= len(token) - 1  # the last letter of base64 carries unused bits
    if token[place] == letter:
        return
    with pytest.raises(Unauthenticated):
        await access.authenticate(token[:place] + letter + token[place + 1 :])


async def test_an_endless_bearer_is_refused_before_it_is_looked_at(access: Access) -> None:
    with pytest.raises(Unauthenticated):
        await access.authenticate("x" * 10_000_000)


async def test_a_warm_request_asks_the_database_nothing(access: Access, session: Session) -> None:
    first = await access.authenticate(session.access_token)
    statements: list[str] = []

    def seen(_: Any, __: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    engine = access.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", seen)
    try:
        for _ in range(100):
            assert await access.authenticate(session.access_token) is first
    finally:
        event.remove(engine, "before_cursor_execute", seen)
    assert statements == []


async def test_many_cold_requests_of_one_account_read_its_rights_once(
    access: Access, session: Session
) -> None:
    versions: list[str] = []

    def seen(_: Any, __: Any, statement: str, *rest: Any) -> None:
        if "account_rights" in statement:
            versions.append(statement)

    engine = access.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", seen)
    try:
        actors = await asyncio.gather(
            *(access.authenticate(session.access_token) for _ in range(50))
        )
    finally:
        event.remove(engine, "before_cursor_execute", seen)
    assert len({id(actor) for actor in actors}) == 1
    assert len(versions) == 1
