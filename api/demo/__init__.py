"""The demo group: one property group with its estates, people and three months of tickets.

    load(access, settings, bar, installed)   # once; a second time finds it and does nothing

Everything is made from a seed by pure functions (`estate.Making`), loaded in bulk (`copying`) and
then checked against the core's rules (`check`). What the installed plugins show they add
themselves, where an estate's contract has them on (`plugged`, `core.plugin.demo`).
"""

from api.demo.blueprint import ESTATE
from api.demo.load import load
from api.demo.logins import Login, first_query, logins

__all__ = ["ESTATE", "Login", "first_query", "load", "logins"]
