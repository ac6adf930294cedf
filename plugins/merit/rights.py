"""Who may do what, as the manifest's permissions say."""

from collections.abc import Mapping

from core.actor import Actor, Role
from core.errors import NotFound
from plugins.merit.manifest import MANIFEST

ROLES: Mapping[str, frozenset[Role]] = {each.id: each.roles for each in MANIFEST.permissions}

PROPOSE = "merit.propose"
SEE = "merit.see"
LEAD = "merit.lead"
THANK = "merit.thank"
RULE = "merit.rule"
CORRECT = "merit.correct"
PAYROLL = "merit.payroll"
DISTRIBUTION = "merit.distribution"


def may(actor: Actor, estate_id: int, permission: str) -> bool:
    """Whether the caller has a permission at an estate."""
    return bool(actor.roles_at(estate_id) & ROLES[permission])


def require(actor: Actor, estate_id: int, permission: str, field: str = "estateId") -> None:
    """Raises `NotFound` for whoever has not the permission."""
    if not may(actor, estate_id, permission):
        raise NotFound(field)


__all__ = [
    "CORRECT",
    "DISTRIBUTION",
    "LEAD",
    "PAYROLL",
    "PROPOSE",
    "ROLES",
    "RULE",
    "SEE",
    "THANK",
    "may",
    "require",
]
