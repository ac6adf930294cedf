"""Mailboxes are looked into: each new letter is taken in once, the way posted mail is (S-A1).

A timer asks, an event is carried, and nothing of the database is held while a server is waited for.
Where a look ends in the middle, the next one goes on; a letter met twice is known by its id.
"""

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from core.config import Settings
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError
from core.files.store import FileStore
from core.intake.inbox import Source, source_of
from core.intake.mail_in import mail_once
from core.intake.mailbox import (
    FLAGGED,
    SEEN,
    Address,
    Mailbox,
    MailboxFailed,
    MailboxFault,
)
from core.intake.models import IntakeMailbox, IntakeMailboxSecret, MailSecurity
from core.intake.set_mailbox import DUE, EVERY
from core.jobs.failure import describe
from core.jobs.handlers import Courier, DueTimer, Event, Jobs, TimerKind
from core.logging import logger
from core.notify.channel import Refused, TryAgain
from core.notify.outbound import resolve
from core.notify.sealing import Unreadable, unseal
from core.plugin.plan import Plan

log = logger("guanjia.intake")

LOOK = "intake.mailbox_due"
"""The topic of a mailbox that is to be looked into now."""

AT_ONCE = 50
"""Letters of one look; the rest is the next one's."""

LATEST = timedelta(minutes=10)
"""A look that is so late is left to the next one."""

PASSING = frozenset({Code.UNAVAILABLE, Code.INTERNAL})

Plans = Callable[[UnitOfWork], Awaitable[Plan]]


@dataclass(frozen=True, slots=True)
class _Post:
    """A mailbox as a look needs it."""

    source: Source
    plan: Plan
    password: str
    host: str
    port: int
    security: MailSecurity
    username: str
    folder: str
    move_to: str | None
    uid_validity: int | None
    last_uid: int | None


_KEPT = (
    IntakeMailbox.host,
    IntakeMailbox.port,
    IntakeMailbox.security,
    IntakeMailbox.username,
    IntakeMailbox.folder,
    IntakeMailbox.move_to,
    IntakeMailbox.uid_validity,
    IntakeMailbox.last_uid,
)
"""Columns of a mailbox that a look needs as they are."""


async def ask(uow: UnitOfWork, timer: DueTimer) -> None:
    """Have it looked into, and again after a while; one that was set anew has another timer."""
    key = UUID(timer.payload["mailbox"])
    row = await uow.row(
        select(IntakeMailbox.version, IntakeMailbox.enabled, IntakeMailbox.source_id).where(
            IntakeMailbox.estate_id == timer.estate_id, IntakeMailbox.id == key
        )
    )
    if row is None or not row["enabled"] or row["version"] != timer.payload["version"]:
        return
    if await source_of(uow, timer.group_id, timer.estate_id, row["source_id"]) is None:
        return  # closed since
    tenant = {"group_id": timer.group_id, "estate_id": timer.estate_id}
    uow.emit(LOOK, **tenant, subject_id=key, version=row["version"])
    again = uow.now + EVERY
    said = {"mailbox": str(key), "version": row["version"]}
    uow.set_timer(DUE, f"{key}:{again.isoformat()}", again, **tenant, **said)


def jobs(settings: Settings, plans: Plans) -> Jobs:
    """The jobs, over the settings' file store; `plans` tells which plugins are to be asked."""

    async def look(database: Database, event: Event) -> None:
        await look_into(database, event, settings, plans)

    return Jobs(
        timers=(TimerKind(DUE, ask),),
        couriers=(Courier("intake.fetch", frozenset({LOOK}), look, seconds=300.0),),
    )


async def look_into(database: Database, event: Event, settings: Settings, plans: Plans) -> None:
    """Take in what is new. A mailbox that cannot be looked into says why on its row."""
    scope = Scope.system(event.group_id, event.estate_id)
    async with unit_of_work(database, scope) as uow:
        if event.at < uow.now - LATEST:
            return
        post = await _post(uow, event, settings, plans)
    if post is None:
        return
    failure: MailboxFault | None = None
    try:
        box = await to_thread(Mailbox, await _address(post, settings))
        try:
            await _taken_in(database, event, post, box, settings)
        finally:
            await to_thread(box.close)
    except MailboxFailed as failed:
        failure = failed.fault
        log.warning("a mailbox cannot be looked into", fault=failure.value, estate=event.estate_id)
    async with unit_of_work(database, scope) as uow:
        failed_at = None if failure is None else uow.now
        told = {"looked_at": uow.now, "failure": failure, "failed_at": failed_at}
        await _write(uow, event, told)


async def _post(uow: UnitOfWork, event: Event, settings: Settings, plans: Plans) -> _Post | None:
    row = await uow.row(
        select(*_KEPT, IntakeMailbox.source_id, IntakeMailboxSecret.sealed)
        .join(
            IntakeMailboxSecret,
            (IntakeMailboxSecret.estate_id == IntakeMailbox.estate_id)
            & (IntakeMailboxSecret.mailbox_id == IntakeMailbox.id),
        )
        .where(
            IntakeMailbox.estate_id == event.estate_id,
            IntakeMailbox.id == event.subject_id,
            IntakeMailbox.enabled,
            IntakeMailbox.version == event.payload["version"],
        )
    )
    if row is None:
        return None
    source = await source_of(uow, event.group_id, event.estate_id, row["source_id"])
    if source is None:
        return None
    try:
        password = str(unseal(settings, row["sealed"])["password"])
    except Unreadable:
        told = {"failure": MailboxFault.LOGIN_REFUSED, "failed_at": uow.now}
        await _write(uow, event, told)
        return None
    kept = {column.key: row[column.key] for column in _KEPT}
    return _Post(source, await plans(uow), password, **kept)


async def _address(post: _Post, settings: Settings) -> Address:
    allowed = settings.outbound_allowed_hosts
    if post.security is MailSecurity.NONE and post.host not in allowed:
        raise MailboxFailed(MailboxFault.INSECURE)
    try:
        place = await resolve(post.host, post.port, allowed)
    except Refused:
        raise MailboxFailed(MailboxFault.NOT_PUBLIC) from None
    except TryAgain:
        raise MailboxFailed(MailboxFault.UNREACHABLE) from None
    return Address(
        place,
        post.port,
        post.security,
        post.username,
        post.password,
        post.folder,
        settings.upload_limit_bytes,
    )


async def _taken_in(
    database: Database, event: Event, post: _Post, box: Mailbox, settings: Settings
) -> None:
    """One letter after the other; how far it came is kept after each."""
    after = post.last_uid if post.uid_validity == box.validity else None
    store = FileStore.of(settings)
    for uid in (await to_thread(box.new, after))[:AT_ONCE]:
        size = await to_thread(box.size, uid)
        taken = False
        if size is not None and size <= settings.upload_limit_bytes:
            letter = await to_thread(box.letter, uid)
            if letter is not None:
                taken = await _take(database, post, box, uid, letter, store)
        if size is not None and not taken:
            await to_thread(box.mark, uid, FLAGGED)
        elif taken and post.move_to is not None:
            await to_thread(box.move, uid, post.move_to)
        elif taken:
            await to_thread(box.mark, uid, SEEN)
        scope = Scope.system(event.group_id, event.estate_id)
        async with unit_of_work(database, scope) as uow:
            await _write(uow, event, {"uid_validity": box.validity, "last_uid": uid})


async def _take(
    database: Database, post: _Post, box: Mailbox, uid: int, letter: bytes, store: FileStore
) -> bool:
    """Whether it is a ticket now. What no person wrote, or nobody can read, is left to people."""
    name = f"imap:{box.validity}:{uid}"
    try:
        async with unit_of_work(database, Scope.of(post.source.actor)) as uow:
            uow.plan = post.plan
            await mail_once(post.source, letter, store, uow, name)
    except GuanjiaError as refused:
        if refused.code in PASSING:
            raise
        log.info("a letter is left", code=refused.code.value, estate=post.source.estate_id)
        return False
    except (OSError, OperationalError, InterfaceError):
        raise  # it is not the letter's fault: the next look tries again
    except Exception as error:
        # a letter that nobody thought of must not keep those behind it waiting for ever
        log.error("a letter is left", error=describe(error), estate=post.source.estate_id)
        return False
    return True


async def _write(uow: UnitOfWork, event: Event, values: dict[str, Any]) -> None:
    """On the mailbox, unless it was set anew meanwhile."""
    await uow.execute(
        update(IntakeMailbox)
        .where(
            IntakeMailbox.estate_id == event.estate_id,
            IntakeMailbox.id == event.subject_id,
            IntakeMailbox.version == event.payload["version"],
        )
        .values(**values)
    )


__all__ = ["LOOK", "jobs", "look_into"]
