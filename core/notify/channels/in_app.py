"""The inbox: the message itself, read through the API and announced to subscribers."""

from core.notify.channel import Addressee, Channel, Outgoing, SetUp
from core.notify.kinds import IN_APP


async def _stands_there(message: Outgoing, set_up: SetUp) -> str | None:
    return None


def _has_inbox(to: Addressee, template: str, set_up: SetUp) -> bool:
    return to.account_id is not None


CHANNEL = Channel(
    name=IN_APP,
    title="应用内消息",
    title_en="In the app",
    send=_stands_there,
    reaches=_has_inbox,
    ready=lambda settings: True,
)

__all__ = ["CHANNEL"]
