"""The customer's word on a finished ticket (S-F2)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, EnumText, TenantRow, of_estate, one_of, same_estate
from core.tickets.kinds import Outcome


class SurveyState(StrEnum):
    """A survey waits for its answer, has it, or was overtaken by the ticket's reopening."""

    INVITED = "INVITED"
    ANSWERED = "ANSWERED"
    VOID = "VOID"


SCORES = ("attitude", "speed", "result", "professionalism")


class Survey(TenantRow, Base):
    """One asking about one completion. The four scores of S-F2 go from 1 (bad) to 5 (good)."""

    __tablename__ = "survey"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        Index(None, "estate_id", "ticket_id", "invited_at"),
        Index(None, "estate_id", "answered_at"),
        one_of("state", SurveyState),
        one_of("outcome", Outcome),
        *(CheckConstraint(f"{score} between 1 and 5", name=score) for score in SCORES),
        {"info": {"wall": "estate", "narrow": "requester"}},
    )

    ticket_id: Mapped[UUID]
    requester_id: Mapped[UUID | None]
    state: Mapped[SurveyState] = mapped_column(EnumText(SurveyState))
    version: Mapped[int] = mapped_column(default=1)
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    attitude: Mapped[int | None]
    speed: Mapped[int | None]
    result: Mapped[int | None]
    professionalism: Mapped[int | None]
    outcome: Mapped[Outcome | None] = mapped_column(EnumText(Outcome))
    satisfied: Mapped[bool | None]
    comment: Mapped[str | None]
