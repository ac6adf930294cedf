"""What intake keeps: other systems' doors, what came in by them, alarms that ring, presets, and a
group's own rules for proposals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.coded import Coded
from core.db.base import Base, EnumText, GroupRow, TenantRow, of_estate, one_of, same_estate
from core.tickets.kinds import Channel, Kind, Urgency


class SourceKind(Coded):
    """What another system sends."""

    REPORTS = "REPORTS", "呼叫中心、公众号后台等：逐条报事"
    ALARMS = "ALARMS", "设备告警：同一故障只开一单（S-M3）"
    EMAIL = "EMAIL", "邮件原文"


class IntakeSource(TenantRow, Base):
    """Another system that may report at an estate, by `POST /intake/{code}` (S-A1).

    Its secret is kept nowhere: it is made from the installation's own and `generation`. After a
    rotation the one before holds until `previous_until`. What a message leaves out is `kind`,
    `category_code` and `urgency` of the source; what that does not say either is proposed from the
    words.
    """

    __tablename__ = "intake_source"
    __table_args__ = (
        of_estate(),
        ForeignKeyConstraint(
            ["group_id", "category_code"], ["core.category.group_id", "core.category.code"]
        ),
        UniqueConstraint("estate_id", "code"),
        one_of("sends", SourceKind),
        one_of("channel", Channel),
        one_of("kind", Kind),
        one_of("urgency", Urgency),
        CheckConstraint("generation > 0", name="generation"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str]
    name: Mapped[str]
    sends: Mapped[SourceKind] = mapped_column(EnumText(SourceKind))
    channel: Mapped[Channel] = mapped_column(EnumText(Channel))
    kind: Mapped[Kind | None] = mapped_column(EnumText(Kind))
    category_code: Mapped[str | None]
    urgency: Mapped[Urgency | None] = mapped_column(EnumText(Urgency))
    generation: Mapped[int] = mapped_column(default=1)
    previous_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class MailSecurity(Coded):
    """How the connection to a mail server is encrypted."""

    TLS = "TLS", "直接加密"
    STARTTLS = "STARTTLS", "连接后加密"
    NONE = "NONE", "不加密，仅限运维放行的主机"


class IntakeMailbox(TenantRow, Base):
    """The mailbox that a source's mail is fetched from, by IMAP (S-A1).

    `last_uid` is the last letter that was looked at, under `uid_validity`. What was taken in is
    marked as read, or moved to `move_to`. `failure` is why the last look was none.
    """

    __tablename__ = "intake_mailbox"
    __table_args__ = (
        of_estate(),
        same_estate("source_id", to="core.intake_source"),
        UniqueConstraint("estate_id", "source_id"),
        one_of("security", MailSecurity),
        {"info": {"wall": "estate", "narrow": "staff", "cloned": False}},
    )

    source_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=1)
    host: Mapped[str]
    port: Mapped[int]
    security: Mapped[MailSecurity] = mapped_column(EnumText(MailSecurity))
    username: Mapped[str]
    folder: Mapped[str]
    move_to: Mapped[str | None]
    enabled: Mapped[bool]
    uid_validity: Mapped[int | None]
    last_uid: Mapped[int | None]
    looked_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    failed_at: Mapped[datetime | None]


class IntakeMailboxSecret(TenantRow, Base):
    """A mailbox's password, sealed with the installation's key; the workers alone read it."""

    __tablename__ = "intake_mailbox_secret"
    __table_args__ = (
        of_estate(),
        same_estate("mailbox_id", to="core.intake_mailbox"),
        UniqueConstraint("estate_id", "mailbox_id"),
        {"info": {"wall": "estate", "narrow": "system", "cloned": False}},
    )

    mailbox_id: Mapped[UUID]
    sealed: Mapped[str]


class IntakeMessage(TenantRow, Base):
    """One message of a source, by its own key: sent again, it is answered again, not done again.

    `digest` is a salted hash of what was sent; another content under the same key is refused.
    """

    __tablename__ = "intake_message"
    __table_args__ = (
        of_estate(),
        same_estate("source_id", to="core.intake_source"),
        same_estate("ticket_id", to="core.ticket"),
        UniqueConstraint("estate_id", "source_id", "key"),
        Index(None, "estate_id", "ticket_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    source_id: Mapped[UUID]
    key: Mapped[str]
    digest: Mapped[str]
    ticket_id: Mapped[UUID | None]
    received_at: Mapped[datetime]


class IntakeFault(TenantRow, Base):
    """One fault that a device rings for, and its one ticket, until that is done with (S-M3).

    While `ended_at` is null the row is the only one of its source and key, so that rings in the
    same moment meet here and not in two tickets.
    """

    __tablename__ = "intake_fault"
    __table_args__ = (
        of_estate(),
        same_estate("source_id", to="core.intake_source"),
        same_estate("ticket_id", to="core.ticket"),
        UniqueConstraint("estate_id", "ticket_id"),
        Index(
            "uq_intake_fault_open",
            "estate_id",
            "source_id",
            "fault",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    source_id: Mapped[UUID]
    fault: Mapped[str]
    ticket_id: Mapped[UUID | None]
    rings: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class RequestPreset(TenantRow, Base):
    """A common request, prepared: what it is, and what to ask (S-A4)."""

    __tablename__ = "request_preset"
    __table_args__ = (
        of_estate(),
        ForeignKeyConstraint(
            ["group_id", "category_code"], ["core.category.group_id", "core.category.code"]
        ),
        UniqueConstraint("estate_id", "title"),
        one_of("kind", Kind),
        one_of("urgency", Urgency),
        {"info": {"wall": "estate", "cloned": True}},
    )

    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    title_en: Mapped[str]
    kind: Mapped[Kind] = mapped_column(EnumText(Kind))
    category_code: Mapped[str | None]
    urgency: Mapped[Urgency] = mapped_column(EnumText(Urgency))
    content: Mapped[str]
    questions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    rank: Mapped[int]


class IntakeRules(GroupRow, Base):
    """A version of a group's own rules for proposals; the latest is in force.

    `text` is the set in TOML; null goes back to the shipped one.
    """

    __tablename__ = "intake_rules"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        UniqueConstraint("group_id", "version"),
        {"info": {"wall": "group", "append_only": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    title: Mapped[str]
    text: Mapped[str | None]
    set_at: Mapped[datetime]
    set_by: Mapped[UUID]
