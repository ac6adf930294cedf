"""Setting up how a group, or one estate of it, sends by a channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, SecretStr, ValidationError
from sqlalchemy import delete, select

from core.actor import Actor, Role
from core.config import Settings
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.ids import new_id
from core.notify.channel import Channel
from core.notify.errors import NotifyCode
from core.notify.models import ChannelSecret, NotificationChannel
from core.notify.own_row import put
from core.notify.registry import channels
from core.notify.sealing import seal

SETTERS = frozenset({Role.ESTATE_MANAGER})
"""Who may set up a channel for their own estate; for the group, its director."""


@dataclass(frozen=True, slots=True)
class SetChannel:
    """`estate_id` None: for the whole group. `expected_version` is 0 where none was set. Without
    `secrets` those kept stay; new ones take their place."""

    channel: str
    estate_id: int | None
    expected_version: int
    enabled: bool
    settings: Mapping[str, Any]
    secrets: Mapping[str, Any] | None


async def set_channel(
    actor: Actor, new: SetChannel, uow: UnitOfWork, installation: Settings
) -> UUID:
    """Set it up; the key of the row. A channel that was stopped is used again.

    Raises `NotFound` for who may not, `Conflict`, CHANNEL_UNKNOWN, SETTINGS_INVALID and
    SECRETS_REQUIRED.
    """
    _check(actor, new.estate_id)
    known = await channels(uow, uow.plan)
    channel = known.get(new.channel)
    if channel is None:
        details = {"channel": new.channel[:60], "known": list(known)}
        raise GuanjiaError(NotifyCode.CHANNEL_UNKNOWN, field="channel", details=details)
    settings = _read(channel.settings, new.settings, "settings")
    whose = {
        "group_id": actor.group_id,
        "channel": new.channel,
        "only_estate_id": new.estate_id,
    }
    values = {
        "enabled": new.enabled,
        "settings": settings.model_dump(mode="json"),
        "stopped_at": None,
        "stopped_reason": None,
    }
    key = await put(uow, NotificationChannel, whose, new.expected_version, values)
    await _keep(uow, actor, key, new, channel, installation)
    return key


def _check(actor: Actor, estate_id: int | None) -> None:
    if Role.GROUP_DIRECTOR in actor.group_roles:
        return
    if estate_id is None or not actor.roles_at(estate_id) & SETTERS:
        raise NotFound("estateId")


def _read(model: type[BaseModel], given: Mapping[str, Any], field: str) -> BaseModel:
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        problem = {"problem": f"{path}: {first['msg']}"}
        code = NotifyCode.SETTINGS_INVALID
        raise GuanjiaError(code, field=field, details=problem) from None


async def _keep(
    uow: UnitOfWork,
    actor: Actor,
    key: UUID,
    new: SetChannel,
    channel: Channel,
    installation: Settings,
) -> None:
    """Seal the secrets and put them where only the workers read."""
    own = uow.scope
    await uow.enter(Scope.system(actor.group_id))
    kept = ChannelSecret.group_id == actor.group_id, ChannelSecret.channel_id == key
    if new.secrets is None:
        found = await uow.row(select(ChannelSecret.id).where(*kept))
        if found is None:
            _required(channel)
    else:
        secrets = _read(channel.secrets, new.secrets, "secrets")
        await uow.execute(delete(ChannelSecret).where(*kept))
        uow.add(
            ChannelSecret,
            group_id=actor.group_id,
            id=new_id(),
            channel_id=key,
            sealed=seal(installation, _plain(secrets.model_dump())),
        )
        await uow.flush()
    await uow.enter(own)


def _required(channel: Channel) -> None:
    try:
        channel.secrets.model_validate({})
    except ValidationError as error:
        missing = ", ".join(str(each["loc"][0]) for each in error.errors())
        problem = {"problem": missing}
        code = NotifyCode.SECRETS_REQUIRED
        raise GuanjiaError(code, field="secrets", details=problem) from None


def _plain(value: Any) -> Any:
    """Secrets as they are, to be sealed."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


__all__ = ["SetChannel", "set_channel"]
