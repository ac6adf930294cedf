"""All that the plugin adds to the schema."""

from api.extend import Extension
from plugins.developer_escalation.graphql import hand_over_mutations, setting_mutations, types

EXTENSION = Extension.of(
    "developer_escalation",
    types.TicketDeveloper,
    types.DeveloperQueries,
    setting_mutations.SettingMutations,
    hand_over_mutations.HandOverMutations,
    types=(
        types.Developer,
        types.DeveloperMember,
        types.WarrantyTerm,
        types.WarrantyStart,
        types.Warranty,
        types.DeveloperHandOver,
        types.DeveloperHandOverEvent,
        types.DeveloperEvidence,
        types.DeveloperClock,
    ),
)

__all__ = ["EXTENSION"]
