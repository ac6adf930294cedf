"""The demo group: one property group with its estates, people and three months of tickets.

    load(access, settings, bar)      # once; a second time finds it and does nothing

Everything is made from a seed by pure functions (`estate.Making`), loaded in bulk (`copying`) and
then checked against the core's rules (`check`).
"""

from api.demo.blueprint import ESTATE
from api.demo.load import load
from api.demo.logins import LOGINS, Login, first_query

__all__ = ["ESTATE", "LOGINS", "Login", "first_query", "load"]
