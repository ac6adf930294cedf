"""All that the plugin adds to the schema."""

from api.extend import Extension
from plugins.merit.graphql import (
    card_mutations,
    card_types,
    case_mutations,
    case_types,
    distributions,
    effect_mutations,
    effect_types,
    fact_mutations,
    period_types,
)
from plugins.merit.graphql.routes import ROUTES

EXTENSION = Extension.of(
    "merit",
    case_types.StaffMerit,
    case_types.CaseQueries,
    case_mutations.CaseMutations,
    fact_mutations.FactMutations,
    card_types.StaffCards,
    card_types.CardQueries,
    card_mutations.CardMutations,
    period_types.StaffPeriods,
    period_types.PeriodQueries,
    distributions.DistributionQueries,
    effect_types.EffectQueries,
    effect_mutations.EffectMutations,
    routes=ROUTES,
    types=(
        case_types.MeritCase,
        case_types.MeritEvidence,
        case_types.MeritFact,
        case_types.MeritRule,
        case_types.MeritStep,
        card_types.MeritCard,
        card_types.MeritCardLine,
        card_types.MeritCorrection,
        card_types.MeritIndicator,
        distributions.MeritDistribution,
        period_types.MeritPeriodCard,
        period_types.MeritPeriodCorrection,
        period_types.MeritPeriodPart,
        effect_types.MeritEffect,
    ),
)

__all__ = ["EXTENSION"]
