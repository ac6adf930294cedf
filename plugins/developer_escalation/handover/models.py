"""Hand-overs, their history, the evidence handed along, and the developer's clocks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.plugin.base import in_estate, refers_to
from core.tickets.models import Ticket
from plugins.developer_escalation.base import Base
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockKind,
    DeveloperClockState,
    HandOverAction,
    HandOverState,
    Side,
)
from plugins.developer_escalation.warranty.kinds import Component


class HandOver(TenantRow, Base):
    """移交: a ticket that is, or was, with the developer. `place` is where its people go.

    `repair_by` is the date agreed. One that was handed stands until the developer refuses it,
    disputes it or reports the repair, or the estate takes it back; a ticket has one standing.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        in_estate(),
        refers_to(Ticket, "ticket_id"),
        same_estate("partner_id", to="plugin_developer_escalation.developer"),
        Index(None, "estate_id", "ticket_id", "handed_at"),
        Index(None, "estate_id", "partner_id", "handed_at"),
        Index(
            "uq_hand_over_standing",
            "estate_id",
            "ticket_id",
            unique=True,
            postgresql_where=text("state in ('HANDED', 'ACCEPTED')"),
        ),
        one_of("state", HandOverState),
        one_of("component", Component),
        CheckConstraint("state <> 'ACCEPTED' or repair_by is not null", name="agreed"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "handed"}},
    )

    ticket_id: Mapped[UUID]
    number: Mapped[str]
    partner_id: Mapped[UUID]
    state: Mapped[HandOverState] = mapped_column(EnumText(HandOverState))
    version: Mapped[int] = mapped_column(default=1)
    component: Mapped[Component | None] = mapped_column(EnumText(Component))
    report: Mapped[str]
    place: Mapped[str] = mapped_column(info={"personal": "address"})
    handed_at: Mapped[datetime]
    handed_by: Mapped[UUID]
    response_due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    repair_by: Mapped[datetime | None]
    repaired_at: Mapped[datetime | None]
    repair_report: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class HandOverEvent(TenantRow, Base):
    """One entry of a hand-over's history, never changed (S-N2)."""

    __tablename__ = "hand_over_event"
    __table_args__ = (
        in_estate(),
        same_estate("hand_over_id", to="plugin_developer_escalation.hand_over"),
        UniqueConstraint("estate_id", "hand_over_id", "sequence"),
        one_of("action", HandOverAction),
        one_of("side", Side),
        one_of("to_state", HandOverState),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "handed",
                "append_only": "until_erased",
            }
        },
    )

    hand_over_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    sequence: Mapped[int]
    at: Mapped[datetime]
    action: Mapped[HandOverAction] = mapped_column(EnumText(HandOverAction))
    side: Mapped[Side] = mapped_column(EnumText(Side))
    to_state: Mapped[HandOverState] = mapped_column(EnumText(HandOverState))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    note: Mapped[str | None]


class EvidenceFile(TenantRow, Base):
    """An attachment of the ticket in the evidence, while it is there: chosen by the estate for the
    developer to see, or sent by the developer (`side`), and with which step."""

    __tablename__ = "evidence"
    __table_args__ = (
        in_estate(),
        same_estate("hand_over_id", to="plugin_developer_escalation.hand_over"),
        UniqueConstraint("estate_id", "hand_over_id", "attachment_id"),
        one_of("side", Side),
        one_of("step", HandOverAction),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "handed",
                "append_only": "until_erased",
            }
        },
    )

    hand_over_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    attachment_id: Mapped[UUID]
    side: Mapped[Side] = mapped_column(EnumText(Side))
    step: Mapped[HandOverAction] = mapped_column(EnumText(HandOverAction))
    name: Mapped[str]
    media_type: Mapped[str | None]
    size: Mapped[int]


class Upload(TenantRow, Base):
    """A file that somebody of the developer's has announced; its id is the attachment's. It is
    evidence once it has come and was given with an answer, and is swept a day later else."""

    __tablename__ = "upload"
    __table_args__ = (
        in_estate(),
        same_estate("hand_over_id", to="plugin_developer_escalation.hand_over"),
        Index(None, "estate_id", "created_at"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "handed"}},
    )

    hand_over_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    account_id: Mapped[UUID]
    name: Mapped[str]
    size: Mapped[int]
    created_at: Mapped[datetime]


class DeveloperClock(TenantRow, Base):
    """A promise of the developer's: to answer, to have repaired. `ended_at` is when it was kept,
    late or not, or became void."""

    __tablename__ = "developer_clock"
    __table_args__ = (
        in_estate(),
        same_estate("hand_over_id", to="plugin_developer_escalation.hand_over"),
        UniqueConstraint("estate_id", "hand_over_id", "kind"),
        one_of("kind", DeveloperClockKind),
        one_of("state", DeveloperClockState),
        {"info": {"wall": "estate", "cloned": False, "narrow": "handed"}},
    )

    hand_over_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    kind: Mapped[DeveloperClockKind] = mapped_column(EnumText(DeveloperClockKind))
    state: Mapped[DeveloperClockState] = mapped_column(EnumText(DeveloperClockState))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    broken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


__all__ = ["DeveloperClock", "EvidenceFile", "HandOver", "HandOverEvent", "Upload"]
