"""All tables of the plugin, by the area they belong to."""

from plugins.merit.appraisals.models import (
    MeritCard,
    MeritCardLine,
    MeritCorrection,
    MeritIndicator,
    MeritPeriodCard,
    MeritPeriodCorrection,
    MeritPeriodPart,
)
from plugins.merit.base import Base
from plugins.merit.cases.models import MeritCase, MeritEvidence, MeritStep
from plugins.merit.effects.models import MeritEffect
from plugins.merit.facts.models import MeritFact, MeritRule

__all__ = [
    "Base",
    "MeritCard",
    "MeritCardLine",
    "MeritCase",
    "MeritCorrection",
    "MeritEffect",
    "MeritEvidence",
    "MeritFact",
    "MeritIndicator",
    "MeritPeriodCard",
    "MeritPeriodCorrection",
    "MeritPeriodPart",
    "MeritRule",
    "MeritStep",
]
