"""The table of needs as a group has it: its own rows, and the shipped ones they leave standing."""

from pathlib import Path

from sqlalchemy import ARRAY, BigInteger, Boolean, Text, column

from core.dispatch.ranking import NEED_ROWS
from core.dispatch.statement import Statement

NEEDS_IN_FORCE = Statement.read(
    Path(__file__).with_name("needs.sql"),
    {"group": BigInteger()},
    (
        column("group_id", BigInteger()),
        column("own", Boolean()),
        column("kind", Text()),
        column("category_code", Text()),
        column("nature", Text()),
        column("functions", ARRAY(Text)),
        column("skills", ARRAY(Text)),
        column("levels", ARRAY(BigInteger)),
        column("minutes", BigInteger()),
        column("position", BigInteger()),
    ),
    needs=NEED_ROWS,
)

__all__ = ["NEEDS_IN_FORCE"]
