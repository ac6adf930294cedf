"""What went wrong in plugins, for the operator: one row a kind of failure, counted."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, TenantRow, of_estate


class PluginFault(TenantRow, Base):
    """A plugin that failed at an estate: at which hook or job, how, and how often.

    `error` tells kind and place of the failure, never its message, which may hold personal data.
    """

    __tablename__ = "plugin_fault"
    __table_args__ = (
        of_estate(),
        UniqueConstraint("estate_id", "plugin", "place", "error"),
        Index(None, "estate_id", "last_at"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    plugin: Mapped[str]
    place: Mapped[str]
    error: Mapped[str]
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
