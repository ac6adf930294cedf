"""How the root of writes declares a field."""

from collections.abc import Callable
from typing import Any

import strawberry

from api.graph.fields import Exposure
from core.actor import Audience

STAFF = frozenset({Audience.STAFF})
INSIDE = frozenset({Audience.STAFF, Audience.SERVICE})
CUSTOMERS = frozenset({Audience.STAFF, Audience.SERVICE, Audience.RESIDENT})
PEOPLE = frozenset({Audience.STAFF, Audience.RESIDENT, Audience.PARTNER})


def mutation(resolver: Callable[..., Any], audiences: frozenset[Audience], description: str) -> Any:
    """A mutation for certain audiences."""
    made = strawberry.mutation(resolver=resolver, description=description)
    made.exposure = Exposure(audiences)
    return made


__all__ = ["CUSTOMERS", "INSIDE", "PEOPLE", "STAFF", "mutation"]
