"""What a channel is: a value that carries a message to an address, or says why it could not.

Plugins add channels by the hook `notification_channels`; those shipped enter the same way
(`core.notify.channels.shipped`).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from core.config import Settings
from core.notify.kinds import RecipientKind, Topic


class ChannelModel(BaseModel):
    """The base of what a channel is set up with."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(ChannelModel):
    """For channels without settings, or without secrets."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is told, and where they can be reached."""

    kind: RecipientKind
    id: UUID | None
    account_id: UUID | None
    name: str | None
    phone: str | None = None
    email: str | None = None
    wechat: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message about to be sent. `id` is the same for every try by one channel: give it to the
    provider, so that it can tell a repetition. `values` are written for people already."""

    id: UUID
    message_id: UUID
    group_id: int
    estate_id: int
    template: str
    topic: Topic
    urgent: bool
    locale: str
    title: str
    body: str
    values: Mapping[str, str]
    ticket_id: UUID | None
    to: Addressee


@dataclass(frozen=True, slots=True)
class SetUp:
    """A channel's settings and secrets, as its models read them, and the installation's own."""

    settings: Any
    secrets: Any
    installation: Settings


class NotSent(Exception):
    """A channel did not take a message. `code` is kept; no texts, which may name people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TryAgain(NotSent):
    """Not now: to be tried again, not before `after` has passed."""

    def __init__(self, code: str, after: timedelta | None = None) -> None:
        super().__init__(code)
        self.after = after


class Refused(NotSent):
    """Not at all: the next channel's turn."""


class Gone(Refused):
    """Nothing more is to be sent there: the channel is stopped until somebody sets it up anew."""


Send = Callable[[Outgoing, SetUp], Awaitable[str | None]]
"""Sends, and answers with the provider's own id; raises `TryAgain`, `Refused` or `Gone`."""

Reaches = Callable[[Addressee, str, SetUp], bool]
"""Whether the channel can carry a message of this template to somebody."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach people. `name` is in capitals; a plugin's begins with its id.

    `ready` says whether it works without a group's having set it up.
    """

    name: str
    title: str
    title_en: str
    send: Send
    reaches: Reaches
    settings: type[BaseModel] = Nothing
    secrets: type[BaseModel] = Nothing
    ready: Callable[[Settings], bool] = lambda settings: False


__all__ = [
    "Addressee",
    "Channel",
    "ChannelModel",
    "Gone",
    "NotSent",
    "Nothing",
    "Outgoing",
    "Reaches",
    "Refused",
    "Send",
    "SetUp",
    "TryAgain",
]
