"""The weekly lists, as they were drawn up."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import EnumText, TenantRow, one_of, same_estate
from core.plugin.base import in_estate
from plugins.developer_escalation.base import Base
from plugins.developer_escalation.handover.kinds import HandOverState


class WeeklyList(TenantRow, Base):
    """周报: what was with a developer in a week that began on a Monday, in figures (S-H1)."""

    __tablename__ = "weekly_list"
    __table_args__ = (
        in_estate(),
        same_estate("partner_id", to="plugin_developer_escalation.developer"),
        UniqueConstraint("estate_id", "partner_id", "week_of"),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "handed",
                "append_only": "until_erased",
            }
        },
    )

    partner_id: Mapped[UUID]
    week_of: Mapped[date] = mapped_column(Date)
    drawn_up_at: Mapped[datetime]
    handed: Mapped[int]
    refused: Mapped[int]
    repaired: Mapped[int]
    broken: Mapped[int]
    open: Mapped[int]


class WeeklyLine(TenantRow, Base):
    """A hand-over on a weekly list, as it stood then; `overdue`: a promise was broken and open."""

    __tablename__ = "weekly_line"
    __table_args__ = (
        in_estate(),
        same_estate("weekly_list_id", to="plugin_developer_escalation.weekly_list"),
        same_estate("hand_over_id", to="plugin_developer_escalation.hand_over"),
        UniqueConstraint("estate_id", "weekly_list_id", "hand_over_id"),
        one_of("state", HandOverState),
        {
            "info": {
                "wall": "estate",
                "cloned": False,
                "narrow": "handed",
                "append_only": "until_erased",
            }
        },
    )

    weekly_list_id: Mapped[UUID]
    hand_over_id: Mapped[UUID]
    partner_id: Mapped[UUID]
    state: Mapped[HandOverState] = mapped_column(EnumText(HandOverState))
    due_at: Mapped[datetime | None]
    overdue: Mapped[bool]


__all__ = ["WeeklyLine", "WeeklyList"]
