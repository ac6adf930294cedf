"""Messages, and what is set about them, as frontends see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import strawberry
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from strawberry.scalars import JSON

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.entity import Node, entity
from api.graph.fields import INSIDE, Order, Row, expression, many, one
from api.graph.fields import column as of
from core.actor import Audience
from core.notify import models
from core.notify.kinds import AttemptState, MessageState, Topic
from core.notify.templates import ALWAYS, templates
from core.surveys.links import MARK

if TYPE_CHECKING:
    from api.types.estates import Estate
    from api.types.tickets import Ticket

_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]
_Ticket = Annotated["Ticket", strawberry.lazy("api.types.tickets")]

MOST_CHANNELS = 20
PEOPLE = frozenset({Audience.STAFF, Audience.RESIDENT, Audience.PARTNER})


def mine(row: Row, binds: Binds) -> ColumnElement[bool]:
    """Messages of the caller's inbox."""
    return and_(row.c.account_id == binds.account(), row.c.title.is_not(None))


def words(name: str) -> Any:
    """A message's text: for whom it is, and for those who may see residents' data."""

    def sql(row: Row, binds: Binds) -> ColumnElement[Any]:
        may = or_(
            row.c.account_id == binds.account(),
            row.c.estate_id == func.any(binds.personal_estates()),
        )
        return case((may, row.c[name]), else_=null())

    return sql


def body(row: Row, binds: Binds) -> ColumnElement[Any]:
    """The text without the marks of links: in the app, `ticket.survey` is answered by a button."""
    said: ColumnElement[Any] = words("body")(row, binds)
    return func.regexp_replace(said, MARK, "", "g")


def unread(_: Row | None, binds: Binds) -> ColumnElement[Any]:
    """How many messages of the caller's inbox nobody has read."""
    message = models.Message
    return (
        select(func.count())
        .where(
            message.estate_id == func.any(binds.estates()),
            message.group_id == binds.group(),
            message.account_id == binds.account(),
            message.title.is_not(None),
            message.read_at.is_(None),
        )
        .scalar_subquery()
    )


@entity(models.MessageAttempt)
class MessageAttempt(Node):
    """How far one channel came with a message."""

    channel: str = of()
    state: AttemptState = of()
    tries: int = of()
    claimed_at: datetime = of()
    ended_at: datetime | None = of()
    error: str | None = of(description="A code: the provider's, HTTP_503, SMTP_550, NO_ANSWER…")


@entity(
    models.Message,
    filters=("template", "topic", "state", "channel", "urgent", "ticket_id", "read_at"),
    orders=("created_at",),
)
class Message(Node):
    """One thing told to one person."""

    template: str = of()
    topic: Topic = of()
    recipient_name: str | None = of()
    urgent: bool = of(description="Passes quiet hours.")
    state: MessageState = of()
    channel: str | None = of(description="The one that took it.")
    title: str | None = expression(words("title"))
    body: str | None = expression(body)
    ticket: _Ticket | None = one("ticket_id")
    estate: _Estate = one("estate_id")
    created_at: datetime = of()
    due_at: datetime | None = of(description="The end of the quiet hours it waits for.")
    sent_at: datetime | None = of()
    read_at: datetime | None = of()
    attempts: list[MessageAttempt] = many(
        "message_id", order=[Order("claimed_at"), Order("id")], audiences=INSIDE
    )


@strawberry.type(description="The channels that are tried for a topic, in this order.")
class TopicChannels:
    topic: Topic = of()
    channels: list[str] = of()


def by_topic(row: Row | None, _: Arguments, binds: Binds) -> Row:
    """The lists of a preference."""
    assert row is not None
    return (
        func.jsonb_each(row.c.channels)
        .table_valued(
            column("topic", Text()), column("channels", JSONB()), with_ordinality="position"
        )
        .render_derived()
    )


def hour(name: str) -> Any:
    """Minutes of the day as `22:00`."""

    def sql(row: Row, binds: Binds) -> ColumnElement[Any]:
        minutes = row.c[name] * literal_column("interval '1 minute'")
        return func.left(cast(minutes, Text), 5)

    return sql


@entity(models.NotificationPreference)
class NotificationPreference:
    """What the caller wants of their messages; what is null is as it is shipped."""

    version: int = of()
    locale: str | None = of()
    zone: str | None = of(description="Of the quiet hours; null: the estate's.")
    quiet_from: str | None = expression(hour("quiet_from"), description="Such as 22:00.")
    quiet_to: str | None = expression(hour("quiet_to"), description="Itself no longer quiet.")
    channels: list[TopicChannels] = derived(
        by_topic, models.NotificationPreference, most=MOST_CHANNELS
    )
    muted: list[Topic] = of(description="Nothing of these is sent; it stands in the inbox.")
    email: str | None = expression(lambda row, binds: row.c.email)
    wechat: str | None = of(description="The openid at the group's official account.")


def own_preference(_: Row | None, __: Arguments, binds: Binds) -> Row:
    """The caller's."""
    table = models.NotificationPreference.__table__
    return (
        select(table, literal_column("1").label("position"))
        .where(table.c.group_id == binds.group(), table.c.account_id == binds.account())
        .subquery()
    )


@entity(models.NotificationChannel)
class NotificationChannel(Node):
    """How a group, or one estate of it, sends by a channel. Its secrets are never shown."""

    version: int = of()
    channel: str = of()
    estate: _Estate | None = one("only_estate_id", description="Null: the whole group.")
    enabled: bool = of()
    settings: JSON = of()
    stopped_at: datetime | None = of(description="When the system ceased to use it.")
    stopped_reason: str | None = of()


@entity(models.NotificationTemplate)
class NotificationTemplate:
    """The words for what people are told, as the group has them."""

    code: str = of()
    version: int = of(description="0 where the words are those shipped.")
    title: str = of()
    body: str = of()
    title_en: str = of()
    body_en: str = of()
    topic: Topic | None = expression(
        lambda row, binds: row.c.topic if "topic" in row.c else literal_column("null", Text())
    )
    placeholders: list[str] | None = expression(
        lambda row, binds: (
            row.c.placeholders if "placeholders" in row.c else literal_column("null::text[]")
        ),
        description="The values its words may name, each as $name.",
    )
    own: bool = expression(
        lambda row, binds: row.c.own if "own" in row.c else literal_column("true", Boolean()),
        description="The group's own words; the others are shipped.",
    )


def _shipped() -> str:
    return orjson.dumps(
        [
            {
                "code": each.code,
                "topic": each.topic.value,
                "title": each.zh.title,
                "body": each.zh.body,
                "title_en": each.en.title,
                "body_en": each.en.body,
                "placeholders": sorted({*each.values, *ALWAYS}),
            }
            for each in templates()
        ]
    ).decode()


def all_templates(_: Row | None, __: Arguments, binds: Binds) -> Row:
    """Every template there is, in the group's words where it has its own."""
    given = binds.bind(lambda v: _shipped(), Text(), name="templates")
    shipped = (
        func.jsonb_to_recordset(cast(given, JSONB))
        .table_valued(
            column("code", Text()),
            column("topic", Text()),
            column("title", Text()),
            column("body", Text()),
            column("title_en", Text()),
            column("body_en", Text()),
            column("placeholders", JSONB()),
            name="shipped",
        )
        .render_derived(with_types=True)
    )
    own = models.NotificationTemplate.__table__.alias("own_words")
    told = [
        func.coalesce(own.c[name], shipped.c[name]).label(name)
        for name in ("title", "body", "title_en", "body_en")
    ]
    return (
        select(
            shipped.c.code,
            shipped.c.topic,
            *told,
            shipped.c.placeholders,
            func.coalesce(own.c.version, literal_column("0")).label("version"),
            own.c.code.is_not(None).label("own"),
            binds.group().label("group_id"),
        )
        .select_from(shipped)
        .outerjoin(own, and_(own.c.group_id == binds.group(), own.c.code == shipped.c.code))
        .subquery()
    )


__all__ = [
    "PEOPLE",
    "Message",
    "MessageAttempt",
    "NotificationChannel",
    "NotificationPreference",
    "NotificationTemplate",
    "TopicChannels",
    "all_templates",
    "mine",
    "own_preference",
    "unread",
]
