"""The mailbox that a source's mail is fetched from, by IMAP (S-A1)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from core import text
from core.actor import Actor
from core.config import Settings
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.estates.rules import check_role
from core.ids import new_id
from core.intake.errors import IntakeCode
from core.intake.models import (
    IntakeMailbox,
    IntakeMailboxSecret,
    IntakeSource,
    MailSecurity,
    SourceKind,
)
from core.intake.sources import KEEPERS
from core.notify.sealing import seal
from core.tickets.rules import NAME_MOST

DUE = "intake.mailbox"
"""The kind of the timers by which mailboxes are looked into."""

EVERY = timedelta(minutes=2)
PORTS = range(1, 65536)
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_FOLDER = re.compile(r"[ -~]{1,200}")


@dataclass(frozen=True, slots=True)
class SetMailbox:
    """Where mail is fetched. `expected_version` is 0 where no mailbox was set. Without a `password`
    the one kept stays. What was taken in is marked as read, or moved to `move_to`."""

    estate_id: int
    source_id: UUID
    expected_version: int
    host: str
    username: str
    password: str | None = None
    port: int = 993
    security: MailSecurity = MailSecurity.TLS
    folder: str = "INBOX"
    move_to: str | None = None
    enabled: bool = True


async def set_mailbox(
    actor: Actor, new: SetMailbox, uow: UnitOfWork, installation: Settings
) -> UUID:
    """Set it up, and look into it from now on; the mailbox's key.

    Raises `NotFound`, `Conflict`, and SOURCE_INVALID.
    """
    check_role(actor, new.estate_id, KEEPERS, "sourceId")
    await _check_source(uow, new)
    values = _values(new)
    held = await uow.row(
        select(IntakeMailbox.id, IntakeMailbox.version, *_WHERE)
        .where(IntakeMailbox.estate_id == new.estate_id, IntakeMailbox.source_id == new.source_id)
        .with_for_update()
    )
    version = 0 if held is None else held["version"]
    if version != new.expected_version:
        raise Conflict(version)
    if held is None and new.password is None:
        raise _invalid("password", "a mailbox is opened with a password")
    key: UUID = new_id() if held is None else held["id"]
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    values |= {"version": version + 1, "failure": None, "failed_at": None}
    if held is None:
        uow.add(IntakeMailbox, **tenant, id=key, source_id=new.source_id, **values)
        await uow.flush()
    else:
        if any(held[column.key] != values[column.key] for column in _WHERE):
            values |= {"uid_validity": None, "last_uid": None}
        await uow.execute(
            update(IntakeMailbox)
            .where(IntakeMailbox.estate_id == new.estate_id, IntakeMailbox.id == key)
            .values(**values)
        )
    if new.password is not None:
        await _keep(uow, actor, new.estate_id, key, seal(installation, {"password": new.password}))
    uow.emit("intake.mailbox_set", **tenant, subject_id=key, by=str(actor.account_id))
    if new.enabled:
        uow.set_timer(
            DUE,
            f"{key}:{version + 1}:set",
            uow.now,
            **tenant,
            mailbox=str(key),
            version=version + 1,
        )
    return key


_WHERE = (IntakeMailbox.host, IntakeMailbox.username, IntakeMailbox.folder)
"""Another one of these is another mailbox."""


async def _check_source(uow: UnitOfWork, new: SetMailbox) -> None:
    row = await uow.row(
        select(IntakeSource.sends).where(
            IntakeSource.estate_id == new.estate_id,
            IntakeSource.id == new.source_id,
            IntakeSource.closed_at.is_(None),
        )
    )
    if row is None:
        raise NotFound("sourceId")
    if row["sends"] is not SourceKind.EMAIL:
        raise _invalid("sourceId", "only a source of EMAIL has a mailbox")


def _values(new: SetMailbox) -> dict[str, Any]:
    if _HOST.fullmatch(new.host) is None:
        raise _invalid("host", "a host's name, without port or protocol")
    if new.port not in PORTS:
        raise _invalid("port", "1 to 65535")
    for field, folder in (("folder", new.folder), ("moveTo", new.move_to)):
        if folder is not None and _FOLDER.fullmatch(folder) is None:
            raise _invalid(field, "a folder's name in ASCII, as the server lists it")
    if new.move_to == new.folder:
        raise _invalid("moveTo", "another folder than the one that is read")
    return {
        "host": new.host.lower(),
        "port": new.port,
        "security": new.security,
        "username": text.required("username", new.username, NAME_MOST),
        "folder": new.folder,
        "move_to": new.move_to,
        "enabled": new.enabled,
    }


async def _keep(uow: UnitOfWork, actor: Actor, estate_id: int, key: UUID, sealed: str) -> None:
    """The password, where workers alone read it."""
    own = uow.scope
    await uow.enter(Scope.system(actor.group_id, estate_id))
    await uow.execute(
        delete(IntakeMailboxSecret).where(
            IntakeMailboxSecret.estate_id == estate_id, IntakeMailboxSecret.mailbox_id == key
        )
    )
    uow.add(
        IntakeMailboxSecret,
        group_id=actor.group_id,
        estate_id=estate_id,
        id=new_id(),
        mailbox_id=key,
        sealed=sealed,
    )
    await uow.flush()
    await uow.enter(own)


def _invalid(field: str, reason: str) -> GuanjiaError:
    return GuanjiaError(IntakeCode.SOURCE_INVALID, field=field, details={"reason": reason})


__all__ = ["DUE", "EVERY", "SetMailbox", "set_mailbox"]
