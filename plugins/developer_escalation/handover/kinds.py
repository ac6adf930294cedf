"""The words of hand-overs to the developer."""

from core.coded import Coded


class HandOverState(Coded):
    """Where a hand-over stands.

    The steps between are in `handover.transitions`.
    """

    HANDED = "HANDED", "已移交，待开发商答复"
    ACCEPTED = "ACCEPTED", "开发商已接受"
    REFUSED = "REFUSED", "开发商拒绝，退回项目"
    DISPUTED = "DISPUTED", "开发商有异议，退回项目"
    TAKEN_BACK = "TAKEN_BACK", "项目收回"
    REPAIRED = "REPAIRED", "开发商报告已修复，待联合验收"
    VERIFIED = "VERIFIED", "联合验收合格"
    DEFECTIVE = "DEFECTIVE", "联合验收仍有问题"


class HandOverAction(Coded):
    """What can be done with one."""

    HAND_OVER = "HAND_OVER", "移交"
    ACCEPT = "ACCEPT", "接受，约定维修日期"
    REFUSE = "REFUSE", "拒绝"
    DISPUTE = "DISPUTE", "异议"
    TAKE_BACK = "TAKE_BACK", "收回"
    REPORT_REPAIR = "REPORT_REPAIR", "报告已修复"
    PASS = "PASS", "联合验收合格"
    FAIL = "FAIL", "联合验收不合格"
    OVERDUE = "OVERDUE", "时限已过"
    ADD_EVIDENCE = "ADD_EVIDENCE", "补充证据"


class Side(Coded):
    """Whose step it is."""

    ESTATE = "ESTATE", "项目"
    DEVELOPER = "DEVELOPER", "开发商"
    SYSTEM = "SYSTEM", "系统"


class DeveloperClockKind(Coded):
    """What the developer has promised."""

    RESPONSE = "RESPONSE", "答复"
    REPAIR = "REPAIR", "修复"


class DeveloperClockState(Coded):
    """How a promise of the developer's stands."""

    RUNNING = "RUNNING"
    KEPT = "KEPT"
    BROKEN = "BROKEN"
    VOID = "VOID", "不再适用"


__all__ = [
    "DeveloperClockKind",
    "DeveloperClockState",
    "HandOverAction",
    "HandOverState",
    "Side",
]
