"""Telling the people of an estate of what concerns them, each thing once."""

from core.db.unit_of_work import UnitOfWork
from core.notify.tell import Recipient, Telling, tell


async def say(
    uow: UnitOfWork,
    group_id: int,
    estate_id: int,
    template: str,
    to: Recipient,
    key: str,
    **values: str,
) -> None:
    """Have somebody told by a template of the plugin's, once under `key`."""
    telling = Telling(group_id, estate_id, template, to, f"{template}:{key}", values)
    await tell(uow, telling)


__all__ = ["say"]
