"""All that the plugin adds to the schema."""

from api.extend import Extension
from plugins.merit.graphql import case_mutations, case_types, fact_mutations

EXTENSION = Extension.of(
    "merit",
    case_types.StaffMerit,
    case_types.CaseQueries,
    case_mutations.CaseMutations,
    fact_mutations.FactMutations,
    types=(
        case_types.MeritCase,
        case_types.MeritEvidence,
        case_types.MeritFact,
        case_types.MeritRule,
        case_types.MeritStep,
    ),
)

__all__ = ["EXTENSION"]
