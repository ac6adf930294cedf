"""All that the plugin adds to the schema."""

from api.extend import Extension
from plugins.developer_escalation.graphql import (
    cost_mutations,
    cost_types,
    evidence_mutations,
    hand_over_mutations,
    setting_mutations,
    types,
)

EXTENSION = Extension.of(
    "developer_escalation",
    types.TicketDeveloper,
    types.DeveloperQueries,
    setting_mutations.SettingMutations,
    hand_over_mutations.HandOverMutations,
    evidence_mutations.EvidenceMutations,
    cost_types.CostQueries,
    cost_mutations.CostMutations,
    types=(
        types.Developer,
        types.DeveloperMember,
        types.WarrantyTerm,
        types.WarrantyStart,
        types.Warranty,
        types.DeveloperHandOver,
        types.DeveloperHandOverEvent,
        types.DeveloperEvidence,
        types.DeveloperUpload,
        types.DeveloperClock,
        cost_types.DeveloperCost,
        cost_types.DeveloperWeekly,
        cost_types.DeveloperWeeklyLine,
    ),
)

__all__ = ["EXTENSION"]
