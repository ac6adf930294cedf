"""How an estate asks its customers: everybody, unless it says otherwise (S-F1)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError
from core.estates.models import Estate
from core.estates.rules import check_role
from core.ids import new_id
from core.revisit import rules
from core.revisit.errors import RevisitCode
from core.revisit.models import RevisitSetting


@dataclass(frozen=True, slots=True)
class Setting:
    """The way of asking that is in force. `id` is None where none was ever set."""

    share: int = rules.SHARE
    link_days: int = rules.LINK_DAYS
    close_days: int | None = rules.CLOSE_DAYS
    attempts: int = rules.ATTEMPTS
    id: UUID | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class SetRevisit:
    """`expected_version` is 0 where none was set; `close_days` None closes nothing by itself."""

    estate_id: int
    expected_version: int
    share: int = rules.SHARE
    link_days: int = rules.LINK_DAYS
    close_days: int | None = rules.CLOSE_DAYS
    attempts: int = rules.ATTEMPTS


async def setting_of(uow: UnitOfWork, estate_id: int) -> Setting:
    """What is in force at an estate."""
    row = await uow.row(
        select(
            RevisitSetting.share,
            RevisitSetting.link_days,
            RevisitSetting.close_days,
            RevisitSetting.attempts,
            RevisitSetting.id,
            RevisitSetting.version,
        ).where(RevisitSetting.estate_id == estate_id)
    )
    return Setting() if row is None else Setting(**row)


async def set_revisit(actor: Actor, new: SetRevisit, uow: UnitOfWork) -> UUID:
    """Set it; the key of the setting. It holds for what is completed from now on.

    Raises `NotFound` for who may not, `Conflict`, and REVISIT_SETTING_INVALID.
    """
    check_role(actor, new.estate_id, rules.SETTERS, "estateId")
    _check(new)
    await uow.execute(
        select(Estate.id).where(Estate.id == new.estate_id).with_for_update(key_share=True)
    )
    held = await setting_of(uow, new.estate_id)
    if held.version != new.expected_version:
        raise Conflict(held.version)
    key = held.id or new_id()
    values: dict[str, Any] = {
        "share": new.share,
        "link_days": new.link_days,
        "close_days": new.close_days,
        "attempts": new.attempts,
        "version": held.version + 1,
    }
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    if held.id is None:
        uow.add(RevisitSetting, **tenant, id=key, **values)
    else:
        await uow.execute(
            update(RevisitSetting)
            .where(RevisitSetting.estate_id == new.estate_id, RevisitSetting.id == key)
            .values(**values)
        )
    uow.emit("estate.revisit_set", **tenant, subject_id=key, by=str(actor.account_id), **values)
    await uow.flush()
    return key


def _check(new: SetRevisit) -> None:
    days = range(1, rules.MOST_DAYS + 1)
    sound = {
        "share": new.share in range(101),
        "linkDays": new.link_days in days,
        "closeDays": new.close_days is None or new.close_days in days,
        "attempts": new.attempts in range(1, rules.MOST_ATTEMPTS + 1),
    }
    for field, is_sound in sound.items():
        if not is_sound:
            raise GuanjiaError(
                RevisitCode.REVISIT_SETTING_INVALID,
                field=field,
                details={"days": rules.MOST_DAYS, "attempts": rules.MOST_ATTEMPTS},
            )


__all__ = ["SetRevisit", "Setting", "set_revisit", "setting_of"]
