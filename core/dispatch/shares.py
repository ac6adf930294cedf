"""How jobs are shared out, for all to see (S-N3): one statement over an estate's period."""

from pathlib import Path

from sqlalchemy import BigInteger, DateTime, Uuid, column

from core.dispatch.rules import DOERS
from core.dispatch.statement import Statement, quoted

SHARES = Statement.read(
    Path(__file__).with_name("shares.sql"),
    {
        "estate": BigInteger(),
        "since": DateTime(timezone=True),
        "until": DateTime(timezone=True),
        "first": BigInteger(),
    },
    (
        column("group_id", BigInteger()),
        column("estate_id", BigInteger()),
        column("staff_id", Uuid()),
        column("department_id", Uuid()),
        column("jobs", BigInteger()),
        column("unfinished", BigInteger()),
        column("labour_minutes", BigInteger()),
        column("duty_minutes", BigInteger()),
        column("share", BigInteger()),
        column("duty_share", BigInteger()),
        column("position", BigInteger()),
    ),
    doers=quoted(DOERS),
)
"""People with and without jobs, the most first. Shares are per mille of the person's department."""

__all__ = ["SHARES"]
