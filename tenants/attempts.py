"""Failures in a row under one name, and the lockout that follows.

An attempt is counted before the password is looked at and taken back when it was right, so that
many at once cannot get past the limit together. Names that no account has are counted alike: a
lockout tells nobody whether the name is known.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, text

from core.config import Settings
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import GuanjiaError
from tenants.errors import LoginLocked, WrongCredentials
from tenants.models import LoginFailure
from tenants.tokens import derived_key

SWEPT = 10  # old rows taken away by each new attempt, so that made-up names do not pile up

_COUNT = text(
    """
    insert into tenants.login_failure as known (name_hash, failures, last_at, locked_until)
    values (
        :name_hash, 1, :now,
        case when :limit <= 1 then cast(:until as timestamptz) end
    )
    on conflict (name_hash) do update set
        failures = case
            when known.locked_until > :now then known.failures + 1
            when known.locked_until is not null or known.last_at < :forgotten then 1
            else known.failures + 1
        end,
        last_at = :now,
        locked_until = case
            when known.locked_until > :now then known.locked_until
            when known.locked_until is not null or known.last_at < :forgotten
                then case when :limit <= 1 then cast(:until as timestamptz) end
            when known.failures + 1 >= :limit then cast(:until as timestamptz)
        end
    returning failures, locked_until
    """
)
_SWEEP = text(
    """
    delete from tenants.login_failure where name_hash = any(array(
        select name_hash from tenants.login_failure
        where last_at < :forgotten order by last_at limit :swept for update skip locked
    ))
    """
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted attempt: the last one allowed locks the name unless it is right."""

    last: bool
    locked_until: datetime | None

    def refusal(self) -> GuanjiaError:
        """What to raise where the password was wrong."""
        if self.last and self.locked_until is not None:
            return LoginLocked(self.locked_until)
        return WrongCredentials()


class Attempts:
    """Counts attempts by the installation's settings."""

    def __init__(self, settings: Settings) -> None:
        self.limit = settings.login_attempts
        self.lock = timedelta(minutes=settings.login_lock_minutes)
        self._key = derived_key(settings, "login-names")

    async def begin(self, database: Database, name: str) -> Attempt:
        """Count an attempt under a name, for good, before its password is looked at.

        Raises `LoginLocked` where the limit is passed.
        """
        async with unit_of_work(database, Scope.system()) as uow:
            forgotten = uow.now - self.lock
            await uow.execute(_SWEEP.bindparams(forgotten=forgotten, swept=SWEPT))
            statement = _COUNT.bindparams(
                name_hash=self._hash(name),
                now=uow.now,
                until=uow.now + self.lock,
                forgotten=forgotten,
                limit=self.limit,
            )
            found = (await uow.execute(statement)).one()
        if found.failures > self.limit:
            raise LoginLocked(found.locked_until)
        return Attempt(found.failures == self.limit, found.locked_until)

    async def forgive(self, uow: UnitOfWork, name: str) -> None:
        """Forget the failures under a name."""
        await uow.execute(delete(LoginFailure).where(LoginFailure.name_hash == self._hash(name)))

    def _hash(self, name: str) -> str:
        return hmac.new(self._key, name.encode(), hashlib.sha256).hexdigest()


__all__ = ["Attempt", "Attempts"]
