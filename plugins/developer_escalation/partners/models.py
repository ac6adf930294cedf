"""Developers, and the accounts of their people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import TenantRow, same_estate
from core.plugin.base import in_estate
from plugins.developer_escalation.base import Base


class Developer(TenantRow, Base):
    """开发商: a company that built the estate, or part of it, and answers for it.

    Its id is what tickets handed to it carry as their partner. `service_line` is how its customer
    service is reached.
    """

    __tablename__ = "developer"
    __table_args__ = (
        in_estate(),
        UniqueConstraint("estate_id", "name"),
        {"info": {"wall": "estate", "cloned": True, "narrow": "partner"}},
    )

    name: Mapped[str]
    service_line: Mapped[str | None]
    registered_at: Mapped[datetime]
    registered_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)


class Member(TenantRow, Base):
    """An account that is one of a developer's people, until `left_at`."""

    __tablename__ = "member"
    __table_args__ = (
        in_estate(),
        same_estate("partner_id", to="plugin_developer_escalation.developer"),
        Index(
            "uq_member_present",
            "estate_id",
            "partner_id",
            "account_id",
            unique=True,
            postgresql_where=text("left_at is null"),
        ),
        Index(None, "estate_id", "account_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "handed"}},
    )

    partner_id: Mapped[UUID]
    account_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(info={"personal": "name"})
    joined_at: Mapped[datetime]
    joined_by: Mapped[UUID | None]
    left_at: Mapped[datetime | None]


__all__ = ["Developer", "Member"]
