"""How an estate dispatches: by hand unless it says otherwise (S-C2)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.dispatch.errors import DispatchCode
from core.dispatch.kinds import DispatchMode
from core.dispatch.models import DispatchSetting
from core.dispatch.rules import SETTERS, THRESHOLD
from core.errors import Conflict, GuanjiaError
from core.estates.rules import check_role
from core.ids import new_id


@dataclass(frozen=True, slots=True)
class Setting:
    """The way of dispatching that is in force. `id` is None where none was ever set."""

    mode: DispatchMode = DispatchMode.MANUAL
    threshold: int = THRESHOLD
    id: UUID | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class SetDispatch:
    """`expected_version` is 0 where none was set. `threshold` is a score of 100."""

    estate_id: int
    expected_version: int
    mode: DispatchMode
    threshold: int = THRESHOLD


_SETTING = select(
    DispatchSetting.mode, DispatchSetting.threshold, DispatchSetting.id, DispatchSetting.version
).where(DispatchSetting.estate_id == bindparam("estate"))


async def setting_of(uow: UnitOfWork, estate_id: int) -> Setting:
    """What is in force at an estate."""
    row = (await uow.execute(_SETTING, [{"estate": estate_id}])).mappings().one_or_none()
    return Setting() if row is None else Setting(**row)


async def set_dispatch(actor: Actor, new: SetDispatch, uow: UnitOfWork) -> UUID:
    """Set it; the key of the setting. It holds for what is reported from now on.

    Raises `NotFound` for who may not, `Conflict`, and THRESHOLD_INVALID.
    """
    check_role(actor, new.estate_id, SETTERS, "estateId")
    if not 0 <= new.threshold <= 100:
        raise GuanjiaError(DispatchCode.THRESHOLD_INVALID, field="threshold")
    held = await _locked(uow, new.estate_id)
    if held.version != new.expected_version:
        raise Conflict(held.version)
    key = held.id or new_id()
    values = {"mode": new.mode, "threshold": new.threshold, "version": held.version + 1}
    if held.id is None:
        tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
        uow.add(DispatchSetting, **tenant, id=key, **values)
    else:
        await uow.execute(
            update(DispatchSetting)
            .where(DispatchSetting.estate_id == new.estate_id, DispatchSetting.id == key)
            .values(**values)
        )
    uow.emit(
        "estate.dispatch_set",
        group_id=actor.group_id,
        estate_id=new.estate_id,
        subject_id=key,
        mode=new.mode.value,
        threshold=new.threshold,
        was=held.mode.value,
        by=str(actor.account_id),
    )
    await uow.flush()
    return key


async def _locked(uow: UnitOfWork, estate_id: int) -> Setting:
    found = await uow.execute(_SETTING.with_for_update(), [{"estate": estate_id}])
    row = found.mappings().one_or_none()
    return Setting() if row is None else Setting(**row)


__all__ = ["SetDispatch", "Setting", "set_dispatch", "setting_of"]
