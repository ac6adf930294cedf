"""Bearer tokens of an outside issuer, whose keys come from a real server."""

import asyncio
import base64
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core import clock
from core.actor import Role
from core.config import OidcIssuer, Settings
from core.errors import GuanjiaError, NotFound
from tenants.access import Access
from tenants.disable_account import disable_account
from tenants.entering import administering, entered
from tenants.errors import TenantsCode, Unauthenticated
from tenants.link_identity import LinkIdentity, link_identity
from tenants.reach import Reach
from tests.tenants.issuer import AUDIENCE, Issuer, issuing
from tests.tenants.property_group import PropertyGroup, make_group, new_name


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """A running issuer."""
    with issuing() as running:
        yield running


@pytest.fixture
def door(group: PropertyGroup, issuer: Issuer) -> Access:
    """A door that takes the issuer's tokens."""
    known = OidcIssuer(issuer=issuer.name, audience=AUDIENCE, jwks_url=issuer.jwks_url)
    secret = group.access.settings.secret_key
    return Access(group.access.database, Settings(secret_key=secret, oidc_issuers=(known,)))


async def _linked(group: PropertyGroup, issuer: Issuer) -> tuple[UUID, str]:
    account = await group.account(Role.CS_AGENT, Reach.estate(group.first))
    subject = new_name()
    async with administering(group.access, group.console) as (system, uow):
        await link_identity(system, LinkIdentity(account, issuer.name, subject), uow)
    return account, subject


async def test_a_linked_subject_is_the_account(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    account, subject = await _linked(group, issuer)
    for audience in (AUDIENCE, ["another", AUDIENCE]):
        actor = await door.authenticate(issuer.token(subject, aud=audience))
        assert actor.account_id == account
        assert actor.estates == (group.first,)
        assert actor.session_id is None


async def test_an_unknown_subject_is_refused(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    with pytest.raises(Unauthenticated):
        await door.authenticate(issuer.token(new_name()))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": None},
        {"exp": None},
        {"exp": 0},
        {"exp": "x"},
        {"nbf": 10**11},
        {"iss": "http://127.0.0.1:1"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 300},
    ],
    ids=str,
)
async def test_a_token_for_others_or_out_of_time_is_refused(
    group: PropertyGroup, issuer: Issuer, door: Access, claims: dict[str, Any]
) -> None:
    _, subject = await _linked(group, issuer)
    with pytest.raises(Unauthenticated):
        await door.authenticate(issuer.token(**{"subject": subject} | claims))


async def test_a_remembered_token_ends_in_time(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    _, subject = await _linked(group, issuer)
    with clock.at(clock.now()) as hands:
        token = issuer.token(subject)
        await door.authenticate(token)
        hands.advance(seconds=600)
        await door.authenticate(token)  # half a minute of grace, for the issuer's clock
        hands.advance(seconds=31)
        with pytest.raises(Unauthenticated):
            await door.authenticate(token)


async def test_a_new_key_is_fetched_when_a_token_names_it(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    _, subject = await _linked(group, issuer)
    with clock.at(clock.now()) as hands:
        old = issuer.token(subject)
        await door.authenticate(old)
        hands.advance(seconds=11)
        issuer.rotate()
        await door.authenticate(issuer.token(subject))
        assert issuer.asked == 2
        hands.advance(seconds=61)
        with pytest.raises(Unauthenticated):
            await door.authenticate(old)  # its key is withdrawn


async def test_made_up_key_names_do_not_make_us_ask_again_and_again(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    _, subject = await _linked(group, issuer)
    await door.authenticate(issuer.token(subject))
    for number in range(20):
        with pytest.raises(Unauthenticated):
            await door.authenticate(issuer.token(subject, headers={"kid": str(number)}))
    assert issuer.asked == 1


async def test_many_first_tokens_at_once_fetch_the_keys_once(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    _, subject = await _linked(group, issuer)
    tokens = [issuer.token(subject, jti=str(number)) for number in range(12)]
    actors = await asyncio.gather(*(door.authenticate(token) for token in tokens))
    assert len(actors) == 12
    assert issuer.asked == 1


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"keys": 7}', b"x" * 600_000])
async def test_while_the_issuer_is_out_of_order_its_last_keys_stay_in_use(
    group: PropertyGroup, issuer: Issuer, door: Access, answer: bytes
) -> None:
    _, subject = await _linked(group, issuer)
    with clock.at(clock.now()) as hands:
        await door.authenticate(issuer.token(subject))
        issuer.answer = answer
        hands.advance(minutes=11)
        await door.authenticate(issuer.token(subject))
        issuer.answer, issuer.status = None, 500
        hands.advance(minutes=11)
        await door.authenticate(issuer.token(subject))
    assert issuer.asked == 3


async def test_an_issuer_that_never_answered_lets_nobody_in(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    _, subject = await _linked(group, issuer)
    issuer.status = 503
    with pytest.raises(Unauthenticated):
        await door.authenticate(issuer.token(subject))


async def test_a_published_key_is_not_good_for_making_tokens(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    _, subject = await _linked(group, issuer)
    issuer.extra = [{"kty": "oct", "kid": "shared", "k": _part(b"a shared secret").decode()}]
    public = issuer.keys[issuer.key_id].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = {"iss": issuer.name, "aud": AUDIENCE, "sub": subject, "exp": 10**10}
    for forged in (
        _by_hand("HS256", "shared", claims, b"a shared secret"),
        _by_hand("HS256", issuer.key_id, claims, pem),
        _by_hand("HS256", issuer.key_id, claims, issuer.published()),
        _by_hand("none", issuer.key_id, claims, None),
    ):
        with pytest.raises(Unauthenticated):
            await door.authenticate(forged)


def _part(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _by_hand(algorithm: str, key_id: str, claims: dict[str, Any], key: bytes | None) -> str:
    """A token such as no honest library makes."""
    header = {"alg": algorithm, "typ": "JWT", "kid": key_id}
    signed = b".".join(_part(json.dumps(part).encode()) for part in (header, claims))
    signature = b"" if key is None else hmac.digest(key, signed, "sha256")
    return (signed + b"." + _part(signature)).decode()


async def test_somebody_elses_key_under_a_known_name_is_refused(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    _, subject = await _linked(group, issuer)
    claims = {"iss": issuer.name, "aud": AUDIENCE, "sub": subject, "exp": 10**10}
    another = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(Unauthenticated):
        await door.authenticate(jwt.encode(claims, another, "RS256", {"kid": issuer.key_id}))


async def test_elliptic_keys_work_and_the_algorithm_must_fit_the_key(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    account, subject = await _linked(group, issuer)
    issuer.rotate(ec.generate_private_key(ec.SECP256R1()))
    actor = await door.authenticate(issuer.token(subject, algorithm="ES256"))
    assert actor.account_id == account
    claims = {"iss": issuer.name, "aud": AUDIENCE, "sub": subject, "exp": 10**10}
    another = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(Unauthenticated):
        await door.authenticate(jwt.encode(claims, another, "RS256", {"kid": issuer.key_id}))


async def test_a_door_without_issuers_takes_no_outside_token(
    group: PropertyGroup, issuer: Issuer, access: Access
) -> None:
    _, subject = await _linked(group, issuer)
    with pytest.raises(Unauthenticated):
        await access.authenticate(issuer.token(subject))
    assert issuer.asked == 0


async def test_a_disabled_account_is_out_whatever_the_issuer_says(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    account, subject = await _linked(group, issuer)
    actor = await door.authenticate(issuer.token(subject))
    async with administering(group.access, group.console) as (system, uow):
        await disable_account(system, account, uow)
    with pytest.raises(Unauthenticated):
        async with entered(door, actor):
            raise AssertionError("came in")


async def test_a_subject_is_linked_once_and_only_within_ones_own_group(
    group: PropertyGroup, issuer: Issuer, access: Access
) -> None:
    account, subject = await _linked(group, issuer)
    other = await make_group(access)
    stranger = await other.actor(await other.account(Role.GROUP_DIRECTOR))
    async with administering(access, stranger) as (actor, uow):
        with pytest.raises(NotFound):
            await link_identity(actor, LinkIdentity(account, issuer.name, new_name()), uow)
    async with administering(access, group.console) as (system, uow):
        with pytest.raises(GuanjiaError) as refusal:
            await link_identity(system, LinkIdentity(account, issuer.name, subject), uow)
    assert refusal.value.code is TenantsCode.IDENTITY_TAKEN


async def test_a_token_from_before_its_time_is_let_in_within_the_grace(
    group: PropertyGroup, issuer: Issuer, door: Access
) -> None:
    _, subject = await _linked(group, issuer)
    soon = (clock.now() + timedelta(seconds=20)).timestamp()
    await door.authenticate(issuer.token(subject, nbf=soon))
