"""Idempotency keys: a mutation sent again is answered again, not done again.

    stored = await once(uow, actor, "ticketReport", key, request, answer={"ticket": id})
    if stored is None:
        ...  # the first time: do it, in the same unit of work

The claim is a unique insert within (group, actor, operation) and belongs to the transaction of the
work itself: rolled back with it, nothing is stored. A second request with the same key waits in
the insert until the first has ended, then replays its answer, or takes its place if it failed.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import orjson
from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError, Invalid
from core.jobs.models import Idempotency

FIELD = "idempotencyKey"
LONGEST_KEY = 128
KEPT = timedelta(days=7)

Answer = dict[str, Any]
"""What is replayed: keys of things, as JSON; never their contents."""

# Made once, on the table: every mutation pays for the first of them.
_TABLE = cast(Table, Idempotency.__table__)
_CLAIM = insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.key)
_STORED = select(_TABLE.c.fingerprint, _TABLE.c.answer).where(
    *(_TABLE.c[name] == bindparam(name) for name in ("group_id", "actor_id", "operation", "key"))
)


async def once(
    uow: UnitOfWork,
    actor: Actor,
    operation: str,
    key: str,
    request: object,
    *,
    answer: Mapping[str, Any] | None = None,
) -> Answer | None:
    """The stored answer of an earlier same request, or None: then this one is the first.

    `request` is anything orjson can write: the input as the caller gave it. `answer` is stored
    with the claim, in its one statement, where it is known beforehand (ids are made in Python);
    otherwise call `remember` before the end.

    Raises `Invalid` for a key that is not 1 to 128 printable characters, and
    `IDEMPOTENCY_KEY_REUSED` where the key was used for another request.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise Invalid(FIELD, f"must be 1 to {LONGEST_KEY} printable characters")
    fingerprint = _fingerprint(key, request)
    claim = {
        "group_id": actor.group_id,
        "actor_id": actor.account_id,
        "operation": operation,
        "key": key,
        "fingerprint": fingerprint,
        "answer": {} if answer is None else dict(answer),
        "created_at": uow.now,
    }
    while True:
        if (await uow.connection.execute(_CLAIM, claim)).one_or_none() is not None:
            return None
        first = (await uow.connection.execute(_STORED, claim)).one_or_none()
        if first is None:
            continue  # it was forgotten between the two statements: the key is free again
        if first.fingerprint != fingerprint:
            raise GuanjiaError(Code.IDEMPOTENCY_KEY_REUSED, field=FIELD)
        found: Answer = first.answer
        return found


async def remember(
    uow: UnitOfWork, actor: Actor, operation: str, key: str, answer: Mapping[str, Any]
) -> None:
    """Store the answer of a claim made by `once` in this unit of work."""
    await uow.execute(
        update(Idempotency)
        .where(
            Idempotency.group_id == actor.group_id,
            Idempotency.actor_id == actor.account_id,
            Idempotency.operation == operation,
            Idempotency.key == key,
        )
        .values(answer=dict(answer))
    )


async def forget(uow: UnitOfWork, kept: timedelta = KEPT) -> int:
    """Delete the answers of the scope's group that are older than `kept`; says how many."""
    statement = delete(Idempotency).where(
        Idempotency.group_id == uow.scope.group_id, Idempotency.created_at < uow.now - kept
    )
    return (await uow.execute(statement)).rowcount


def _fingerprint(key: str, request: object) -> str:
    written = orjson.dumps(
        request, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    )
    # Salted by the key, so that equal requests of two callers do not look equal.
    return hashlib.sha256(key.encode() + b"\0" + written).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} cannot be part of a request's fingerprint")


__all__ = ["KEPT", "Answer", "forget", "once", "remember"]
