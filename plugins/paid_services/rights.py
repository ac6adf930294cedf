"""Who may do what with money, as the manifest's permissions say."""

from collections.abc import Mapping

from core.actor import Actor, Role
from core.errors import NotFound
from plugins.paid_services.manifest import MANIFEST

ROLES: Mapping[str, frozenset[Role]] = {each.id: each.roles for each in MANIFEST.permissions}

PRICE = "paid_services.price"
QUOTE = "paid_services.quote"
COLLECT = "paid_services.collect"
PROPOSE = "paid_services.propose"
DECIDE = "paid_services.decide"
FEE = "paid_services.fee"
BOOKS = "paid_services.books"


def may(actor: Actor, estate_id: int, permission: str) -> bool:
    """Whether the caller has a permission at an estate."""
    return bool(actor.roles_at(estate_id) & ROLES[permission])


def require(actor: Actor, estate_id: int, permission: str, field: str = "estateId") -> None:
    """Raises `NotFound` for whoever has not the permission."""
    if not may(actor, estate_id, permission):
        raise NotFound(field)


__all__ = [
    "BOOKS",
    "COLLECT",
    "DECIDE",
    "FEE",
    "PRICE",
    "PROPOSE",
    "QUOTE",
    "ROLES",
    "may",
    "require",
]
