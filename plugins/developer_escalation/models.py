"""All tables of the plugin, by the area they belong to."""

from plugins.developer_escalation.base import Base
from plugins.developer_escalation.costs.models import CostClaim
from plugins.developer_escalation.handover.models import (
    DeveloperClock,
    EvidenceFile,
    HandOver,
    HandOverEvent,
    Upload,
)
from plugins.developer_escalation.partners.models import Developer, Member
from plugins.developer_escalation.warranty.models import Warranty, WarrantyStart, WarrantyTerm
from plugins.developer_escalation.weekly.models import WeeklyLine, WeeklyList

__all__ = [
    "Base",
    "CostClaim",
    "Developer",
    "DeveloperClock",
    "EvidenceFile",
    "HandOver",
    "HandOverEvent",
    "Member",
    "Upload",
    "Warranty",
    "WarrantyStart",
    "WarrantyTerm",
    "WeeklyLine",
    "WeeklyList",
]
