"""Which roles may see residents' personal data unmasked: those whose work needs it (S-N2)."""

from core.actor import Role

SEES_PERSONAL_DATA = frozenset(
    {
        Role.ESTATE_MANAGER,
        Role.CS_SUPERVISOR,
        Role.CS_AGENT,
        Role.BUTLER,
    }
)

__all__ = ["SEES_PERSONAL_DATA"]
