"""The words escalation is described in (section G, S-C4, S-C5, S-B4)."""

from enum import StrEnum

from core.coded import Coded


class ChainCode(Coded):
    """The chains there are; `core.escalation.shipped` says who is told, and when."""

    MATTER = "MATTER", "突发、重大、重要、需开发商的事项（S-G1 至 S-G3）"
    SUPERVISOR = "SUPERVISOR", "突发、重大、复杂事项即时告知客服主管（S-C4）"
    OVERDUE = "OVERDUE", "超时，或无人可派（S-C5）"
    ATTENDANCE = "ATTENDANCE", "重要客户或重大投诉，管家与部门主管共同到场（S-D5）"
    PERSONAL = "PERSONAL", "解释后客户仍不接受，部门负责人亲自处理（S-B4）"


class Cause(Coded):
    """What a chain began with."""

    GRADE = "GRADE", "工单的等级或标记"
    PROMISE = "PROMISE", "承诺超时"
    NOBODY = "NOBODY", "无合适人选"
    UNPERSUADED = "UNPERSUADED", "客户不接受解释"
    VERIFICATION = "VERIFICATION", "联合验收逾期（S-G4）"
    MANUAL = "MANUAL", "人工启动"


class EscalationState(StrEnum):
    """A chain climbs while it is running."""

    RUNNING = "RUNNING"
    ENDED = "ENDED"


class Ending(Coded):
    """Why a chain ended."""

    SOLVED = "SOLVED", "事由已消除"
    RECLASSIFIED = "RECLASSIFIED", "重新分类后不再适用"
    STOOD_DOWN = "STOOD_DOWN", "人工解除"


class StepState(StrEnum):
    """Where a step stands. FAILED: nobody could be told, up to the duty officer (S-G6)."""

    WAITING = "WAITING"
    TOLD = "TOLD"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    CALLED_OFF = "CALLED_OFF"
    FAILED = "FAILED"


class Purpose(Coded):
    """What somebody is told for."""

    HANDLE = "HANDLE", "处置"
    REPORT_OVERDUE = "REPORT_OVERDUE", "书面报告逾期"


class ReportState(StrEnum):
    """Where a written report stands. WAIVED: the matter ended before it was handed in."""

    OWED = "OWED"
    SUBMITTED = "SUBMITTED"
    WAIVED = "WAIVED"


class VerificationState(StrEnum):
    """Where a joint verification stands (S-G4). VOID: the ticket went back to work first."""

    OWED = "OWED"
    RECORDED = "RECORDED"
    VOID = "VOID"


class Finding(Coded):
    """What a joint verification found."""

    PASSED = "PASSED", "验收合格"
    DEFECTS = "DEFECTS", "仍有问题"


class Counted(Coded):
    """From what a step's time is counted."""

    START = "START", "自启动"
    TOLD = "TOLD", "自上一级被告知"


__all__ = [
    "Cause",
    "ChainCode",
    "Counted",
    "Ending",
    "EscalationState",
    "Finding",
    "Purpose",
    "ReportState",
    "StepState",
    "VerificationState",
]
