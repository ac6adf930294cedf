"""All tables of the plugin, by the area they belong to."""

from plugins.merit.base import Base
from plugins.merit.cases.models import MeritCase, MeritEvidence, MeritStep
from plugins.merit.facts.models import MeritFact, MeritRule

__all__ = ["Base", "MeritCase", "MeritEvidence", "MeritFact", "MeritRule", "MeritStep"]
