"""From a bearer to an actor, on every request.

What a bearer proves (which account, until when) and what that account may do are kept in memory
separately: a warm request asks the database nothing. Nothing kept is believed against the
database: each statement names the version of the rights it was made under, and a stale one is
refused with SQLSTATE GJ001, upon which the caller asks for `refresh` and tries once more.

    actor = await access.authenticate(bearer)
    async with entered(access, actor, (estate_id,)) as (actor, uow):
        await report(actor, new_report, uow)
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from core import clock
from core.actor import Actor, Audience
from core.config import Settings
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.rights import versions
from core.plugin.catalogue import Catalogue
from tenants.attempts import Attempts
from tenants.contracts import Contracts
from tenants.errors import Unauthenticated
from tenants.kept import Kept
from tenants.models import Account, ApiKey, KeyPrefix, OutsideIdentity
from tenants.outside import OutsideIssuers
from tenants.representing import Representing
from tenants.rights import Rights, read_rights
from tenants.tokens import KeySecret, TokenSigner, looks_like_key, same

LONGEST_BEARER = 8192
PROOFS_KEPT = 20_000
ACCOUNTS_KEPT = 20_000
KEY_GOOD_FOR = timedelta(minutes=10)
OUTSIDE_GOOD_FOR = timedelta(minutes=1)
"""How long a key, or which account an outside subject means, is believed without looking again."""


@dataclass(frozen=True, slots=True)
class _Proof:
    """What a bearer was found to prove, and until when that need not be looked at again."""

    group_id: int
    account_id: UUID
    audience: Audience | None
    session_id: UUID | None
    good_until: datetime


class Access:
    """The one door: bearers to actors, and stale actors to fresh ones. One a process."""

    def __init__(
        self, database: Database, settings: Settings, installed: Catalogue | None = None
    ) -> None:
        self.database = database
        self.settings = settings

        self.signer = TokenSigner(settings)
        self.attempts = Attempts(settings)
        self.contracts = Contracts(database)
        self._representing = None if installed is None else Representing(self.contracts, installed)
        self._outside = OutsideIssuers(settings.oidc_issuers)
        self._proofs: Kept[bytes, _Proof] = Kept(PROOFS_KEPT)
        self._rights: Kept[tuple[int, UUID], Rights] = Kept(ACCOUNTS_KEPT)
        self._reading: dict[tuple[int, UUID], asyncio.Task[Rights | None]] = {}

    async def authenticate(self, bearer: str) -> Actor:
        """Who shows this bearer: an access token, an outside issuer's token, or an API key.

        Raises `Unauthenticated`, always the same, for everything that does not hold.
        """
        if len(bearer) > LONGEST_BEARER or not bearer.isascii():
            raise Unauthenticated
        now = clock.now()
        digest = hashlib.sha256(bearer.encode()).digest()
        proof = self._proofs.get(digest)
        if proof is None or proof.good_until <= now:
            self._proofs.drop(digest)
            proof = await self._prove(bearer, now)
            self._proofs.put(digest, proof)
        rights = self._rights.get((proof.group_id, proof.account_id))
        if rights is None or rights.good_until <= now:
            rights = await self._read(proof.group_id, proof.account_id)
        if proof.audience is not None and rights.actor.audience is not proof.audience:
            raise Unauthenticated
        return rights.actor_of(proof.session_id)

    async def refresh(self, actor: Actor) -> Actor:
        """The same caller with the rights in force now; to be called after GJ001.

        Raises `Unauthenticated` where the account was disabled or the session has ended.
        """
        key = (actor.group_id, actor.account_id)
        rights = self._rights.get(key)
        held = actor.rights_version or 0
        if rights is None or rights.version <= held:
            self._rights.drop(key)
            rights = await self._read(*key)
            if rights.version <= held:  # somebody had begun to read before the change
                rights = await self._read(*key)
        return rights.actor_of(actor.session_id)

    async def confirm(self, accounts: Iterable[tuple[int, UUID]]) -> None:
        """Look whether what is kept of these accounts' rights holds still: one question a group.

        What holds is believed for another while; what does not is read anew when next asked for.
        """
        groups: dict[int, set[UUID]] = defaultdict(set)
        for group_id, account_id in accounts:
            groups[group_id].add(account_id)
        for group_id, mine in groups.items():
            async with unit_of_work(self.database, Scope.system(group_id)) as uow:
                found = await versions(uow, group_id, mine)
            for account_id in mine:
                self._confirm((group_id, account_id), found.get(account_id), uow.now)

    def _confirm(self, key: tuple[int, UUID], version: int | None, now: datetime) -> None:
        rights = self._rights.get(key)
        if rights is None:
            return
        if rights.version == version:
            self._rights.put(key, rights.confirmed(now))
        elif version is None or rights.version < version:
            self._rights.drop(key)

    async def _read(self, group_id: int, account_id: UUID) -> Rights:
        """Read an account's rights, once for all who ask at the same time."""
        key = (group_id, account_id)
        reading = self._reading.get(key)
        if reading is None:
            reading = asyncio.create_task(
                read_rights(self.database, group_id, account_id, self._representing)
            )
            self._reading[key] = reading
            reading.add_done_callback(lambda _: self._reading.pop(key, None))
        rights = await asyncio.shield(reading)
        if rights is None:
            self._rights.drop(key)
            raise Unauthenticated
        self._rights.put(key, rights)
        self.contracts.seen(group_id, rights.contracts_version)
        return rights

    async def _prove(self, bearer: str, now: datetime) -> _Proof:
        if looks_like_key(bearer):
            return await self._prove_key(bearer, now)
        try:
            claims = self.signer.verify(bearer, now)
        except Unauthenticated:
            return await self._prove_outside(bearer, now)
        return _Proof(
            claims.group_id,
            claims.account_id,
            claims.audience,
            claims.session_id,
            claims.expires_at,
        )

    async def _prove_outside(self, bearer: str, now: datetime) -> _Proof:
        claims = await self._outside.verify(bearer, now)
        async with unit_of_work(self.database, Scope.system()) as uow:
            known = await uow.row(
                select(OutsideIdentity.group_id, OutsideIdentity.account_id).where(
                    OutsideIdentity.issuer == claims.issuer,
                    OutsideIdentity.subject == claims.subject,
                )
            )
        if known is None:
            raise Unauthenticated
        good_until = min(claims.expires_at, now + OUTSIDE_GOOD_FOR)
        return _Proof(known["group_id"], known["account_id"], None, None, good_until)

    async def _prove_key(self, bearer: str, now: datetime) -> _Proof:
        shown = KeySecret.parse(bearer)
        if shown is None:
            raise Unauthenticated
        async with unit_of_work(self.database, Scope.system()) as uow:
            place = await uow.row(
                select(KeyPrefix.group_id, KeyPrefix.key_id).where(KeyPrefix.prefix == shown.prefix)
            )
            if place is None:
                raise Unauthenticated
            await uow.enter(Scope.system(place["group_id"]))
            key = await uow.row(
                select(ApiKey.id, ApiKey.account_id, ApiKey.secret_hash, ApiKey.expires_at)
                .join(
                    Account,
                    (Account.group_id == ApiKey.group_id) & (Account.id == ApiKey.account_id),
                )
                .where(
                    ApiKey.group_id == place["group_id"],
                    ApiKey.id == place["key_id"],
                    ApiKey.revoked_at.is_(None),
                    Account.audience == Audience.SERVICE,
                )
            )
        if key is None or not same(key["secret_hash"], shown.digest):
            raise Unauthenticated
        expires_at: datetime | None = key["expires_at"]
        if expires_at is not None and expires_at <= now:
            raise Unauthenticated
        good_until = min(expires_at or now + KEY_GOOD_FOR, now + KEY_GOOD_FOR)
        return _Proof(place["group_id"], key["account_id"], Audience.SERVICE, key["id"], good_until)


__all__ = ["Access"]
