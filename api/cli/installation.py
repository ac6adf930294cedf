"""What is installed: the core and the plugins found, in the order in which they migrate."""

from core.db.lineage import CORE, Lineage
from core.jobs.handlers import Handlers


def lineages() -> tuple[Lineage, ...]:
    """Every lineage of this installation, the core's first."""
    return (CORE,)


def handlers() -> Handlers:
    """What the workers of this installation do."""
    return Handlers.compose()


__all__ = ["handlers", "lineages"]
