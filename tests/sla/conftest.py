"""An estate of one's own, on a Wednesday morning."""

from tests.tickets.conftest import db, estate, time, world

__all__ = ["db", "estate", "time", "world"]
