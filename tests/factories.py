"""Small worlds for tests: those that the plugin suite brings along."""

from api.plugin_suite.world import (
    CATEGORIES,
    MORNING,
    SHIFTS,
    STAFF,
    EstateWorld,
    Person,
    World,
    make_world,
)

__all__ = [
    "CATEGORIES",
    "MORNING",
    "SHIFTS",
    "STAFF",
    "EstateWorld",
    "Person",
    "World",
    "make_world",
]
