"""交接班: what the outgoing shift hands over, line by line, and who signed for it (S-M1).

Nothing here is ever changed: a handover is opened by one row, signed by another.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.coded import Coded
from core.db.base import Base, EnumText, TenantRow, of_estate, one_of, same_estate
from core.tickets.kinds import State, Urgency


class LineKind(Coded):
    """Why a line stands on the list; the order is that of the list."""

    OVERDUE = "OVERDUE", "已超时"
    AT_RISK = "AT_RISK", "即将超时"
    ESCALATED = "ESCALATED", "升级待确认"
    HOLD_ENDING = "HOLD_ENDING", "挂起即将到期"
    UNASSIGNED = "UNASSIGNED", "无人负责"
    OPEN = "OPEN", "在办"
    OTHER = "OTHER", "其他事项，由插件列出"


class Handover(TenantRow, Base):
    """The outgoing side: who hands over, for which department (None: the whole estate), and the
    end of their shift."""

    __tablename__ = "handover"
    __table_args__ = (
        of_estate(),
        same_estate("department_id", to="core.department"),
        same_estate("outgoing_id", to="core.staff"),
        Index(None, "estate_id", "opened_at"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    department_id: Mapped[UUID | None]
    outgoing_id: Mapped[UUID]
    opened_at: Mapped[datetime]
    shift_ends_at: Mapped[datetime]
    note: Mapped[str | None]


class HandoverLine(TenantRow, Base):
    """One thing still open, as it was when the handover was opened."""

    __tablename__ = "handover_line"
    __table_args__ = (
        of_estate(),
        same_estate("handover_id", to="core.handover"),
        same_estate("ticket_id", to="core.ticket"),
        same_estate("assignee_id", to="core.staff"),
        UniqueConstraint("estate_id", "handover_id", "position"),
        one_of("kind", LineKind),
        one_of("urgency", Urgency),
        one_of("state", State),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    handover_id: Mapped[UUID]
    position: Mapped[int]
    kind: Mapped[LineKind] = mapped_column(EnumText(LineKind))
    title: Mapped[str]
    due_at: Mapped[datetime | None]
    ticket_id: Mapped[UUID | None]
    ticket_version: Mapped[int | None]
    state: Mapped[State | None] = mapped_column(EnumText(State))
    urgency: Mapped[Urgency | None] = mapped_column(EnumText(Urgency))
    assignee_id: Mapped[UUID | None]
    source: Mapped[str | None]


class HandoverSigning(TenantRow, Base):
    """The incoming side: who accepted the list, and what had changed since it was made."""

    __tablename__ = "handover_signing"
    __table_args__ = (
        of_estate(),
        same_estate("handover_id", to="core.handover"),
        same_estate("incoming_id", to="core.staff"),
        UniqueConstraint("estate_id", "handover_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    handover_id: Mapped[UUID]
    incoming_id: Mapped[UUID]
    signed_at: Mapped[datetime]
    note: Mapped[str | None]
    changes: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    taken_over: Mapped[list[Any]] = mapped_column(JSONB, default=list)
