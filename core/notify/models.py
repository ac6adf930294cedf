"""Messages, each try to deliver one, and what a group and its people have set about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, EnumText, GroupRow, TenantRow, of_estate, one_of, same_estate
from core.notify.kinds import AttemptState, MessageState, RecipientKind, Topic

DAY = 24 * 60


class Message(TenantRow, Base):
    """One thing told to one person, once: `key` is unique in the estate.

    `values` are what the template names. The text is made when the message is prepared, in the
    recipient's language; `channels` are those to be tried, in order, and `channel` the one that
    took it. `due_at` is when it may be sent (the end of quiet hours), `account_id` the account in
    whose inbox it stands.
    """

    __tablename__ = "message"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        same_estate("staff_id", to="core.staff"),
        same_estate("resident_id", to="core.resident"),
        UniqueConstraint("estate_id", "key"),
        Index(None, "estate_id", "account_id", "created_at", "id"),
        Index(None, "estate_id", "account_id", "sent_at"),
        Index(None, "estate_id", "ticket_id", "created_at"),
        Index(None, "estate_id", "created_at", "id"),
        one_of("recipient_kind", RecipientKind),
        one_of("topic", Topic),
        one_of("state", MessageState),
        {"info": {"wall": "estate", "cloned": False, "narrow": "message"}},
    )

    key: Mapped[str]
    template: Mapped[str]
    topic: Mapped[Topic] = mapped_column(EnumText(Topic))
    recipient_kind: Mapped[RecipientKind] = mapped_column(EnumText(RecipientKind))
    staff_id: Mapped[UUID | None]
    resident_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    recipient_name: Mapped[str | None] = mapped_column(info={"personal": "name"})
    phone: Mapped[str | None] = mapped_column(info={"personal": "phone"})
    email: Mapped[str | None] = mapped_column(info={"personal": "email"})
    values: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    ticket_id: Mapped[UUID | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MessageState] = mapped_column(EnumText(MessageState))
    locale: Mapped[str | None]
    title: Mapped[str | None]
    body: Mapped[str | None]
    channels: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    channel: Mapped[str | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]


class MessageAttempt(TenantRow, Base):
    """One try to deliver a message by one channel, written down before it is made.

    `id` goes to the provider as its idempotency key, again when a try is taken up whose worker
    died. `tries` counts how often this channel was tried. `error` is a code, never an answer's
    text, which may name a person.
    """

    __tablename__ = "message_attempt"
    __table_args__ = (
        of_estate(),
        same_estate("message_id", to="core.message"),
        UniqueConstraint("estate_id", "message_id", "channel"),
        one_of("state", AttemptState),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    message_id: Mapped[UUID]
    channel: Mapped[str]
    state: Mapped[AttemptState] = mapped_column(EnumText(AttemptState))
    tries: Mapped[int]
    claimed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    error: Mapped[str | None]


class NotificationTemplate(GroupRow, Base):
    """A group's own words for a template that is shipped; `code` is the shipped one's."""

    __tablename__ = "notification_template"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        UniqueConstraint("group_id", "code"),
        {"info": {"wall": "group", "narrow": "staff"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    title_en: Mapped[str]
    body_en: Mapped[str]


class NotificationChannel(GroupRow, Base):
    """How a group sends by a channel, or one estate of it (`only_estate_id`) otherwise.

    `settings` are for anybody of the staff to read; what is secret lies in `ChannelSecret`.
    `stopped_reason` tells why the system stopped using it (the endpoint is gone).
    """

    __tablename__ = "notification_channel"
    __table_args__ = (
        ForeignKeyConstraint(
            ["group_id", "only_estate_id"], ["core.estate.group_id", "core.estate.id"]
        ),
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        UniqueConstraint(
            "group_id", "channel", "only_estate_id", postgresql_nulls_not_distinct=True
        ),
        {"info": {"wall": "group", "narrow": "staff"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    only_estate_id: Mapped[int | None]
    channel: Mapped[str]
    enabled: Mapped[bool]
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    stopped_at: Mapped[datetime | None]
    stopped_reason: Mapped[str | None]


class ChannelSecret(GroupRow, Base):
    """The secrets of a channel, sealed with the installation's key; the workers alone read them."""

    __tablename__ = "channel_secret"
    __table_args__ = (
        ForeignKeyConstraint(
            ["channel_id", "group_id"],
            ["core.notification_channel.id", "core.notification_channel.group_id"],
        ),
        UniqueConstraint("group_id", "channel_id"),
        {"info": {"wall": "group", "narrow": "system"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel_id: Mapped[UUID]
    sealed: Mapped[str]


class NotificationPreference(GroupRow, Base):
    """What an account wants of its messages.

    `quiet_from` and `quiet_to` are minutes of the day in `zone` (or the estate's, where it is
    null); a span may run over midnight. `channels` are lists by topic; a topic without one has
    what is shipped. `muted` are topics of which nothing is sent.
    """

    __tablename__ = "notification_preference"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        UniqueConstraint("group_id", "account_id"),
        CheckConstraint(
            f"quiet_from between 0 and {DAY - 1} and quiet_to between 0 and {DAY - 1}"
            " and (quiet_from is null) = (quiet_to is null)",
            name="quiet",
        ),
        {"info": {"wall": "group", "narrow": "own_account"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str | None]
    zone: Mapped[str | None]
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    channels: Mapped[dict[str, list[str]]] = mapped_column(JSONB, default=dict)
    muted: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    email: Mapped[str | None] = mapped_column(info={"personal": "email"})
    wechat: Mapped[str | None]
