"""Who may keep the house archive, and who may see personal data unmasked."""

from core.actor import Actor, Role
from core.errors import NotFound

REGISTRARS = frozenset({Role.CS_AGENT, Role.CS_SUPERVISOR, Role.BUTLER, Role.ESTATE_MANAGER})
"""Who files move-ins and move-outs (S-L1)."""

UNMASKERS = frozenset(
    {
        Role.CS_AGENT,
        Role.CS_SUPERVISOR,
        Role.BUTLER,
        Role.ESTATE_MANAGER,
        Role.DUTY_OFFICER,
        Role.GROUP_DIRECTOR,
    }
)
"""Whose work may need a resident's name and telephone in full (S-N2)."""

NAME_MOST = 100
REASON_MOST = 500


def check_role(actor: Actor, estate_id: int, roles: frozenset[Role], field: str) -> None:
    """Raise `NotFound` for who holds none of `roles` at the estate."""
    if not actor.roles_at(estate_id) & roles:
        raise NotFound(field)


__all__ = ["NAME_MOST", "REASON_MOST", "REGISTRARS", "UNMASKERS", "check_role"]
