"""Who may do what with the developer, as the manifest's permissions say."""

from collections.abc import Mapping

from core.actor import Actor, Role
from core.errors import NotFound
from plugins.developer_escalation.manifest import MANIFEST

ROLES: Mapping[str, frozenset[Role]] = {each.id: each.roles for each in MANIFEST.permissions}

PARTNER = "developer_escalation.partner"
WARRANTY = "developer_escalation.warranty"
HAND_OVER = "developer_escalation.hand_over"
CLAIM = "developer_escalation.claim"


def require(actor: Actor, estate_id: int, permission: str, field: str = "estateId") -> None:
    """Raises `NotFound` for whoever has not the permission there."""
    if not actor.roles_at(estate_id) & ROLES[permission]:
        raise NotFound(field)


__all__ = ["CLAIM", "HAND_OVER", "PARTNER", "ROLES", "WARRANTY", "require"]
