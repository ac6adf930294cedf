"""What is installed: the core and the plugins found, in the order in which they migrate."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.db.lineage import CORE, Lineage
from core.jobs.handlers import Handlers

if TYPE_CHECKING:
    from api.schema.extension import Extension


def lineages() -> tuple[Lineage, ...]:
    """Every lineage of this installation, the core's first."""
    return (CORE,)


def handlers() -> Handlers:
    """What the workers of this installation do."""
    return Handlers.compose()


def extensions() -> "Sequence[Extension]":
    """What the installed plugins add to the schema."""
    return ()


__all__ = ["extensions", "handlers", "lineages"]
