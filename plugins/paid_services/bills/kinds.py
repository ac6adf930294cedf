"""The states of a bill, and how part of one is remitted."""

from core.coded import Coded


class BillKind(Coded):
    """What a bill is for."""

    SERVICE = "SERVICE", "有偿服务"
    FEE = "FEE", "周期性收费"


class BillState(Coded):
    """A bill is owed from OPEN on."""

    AWAITING_CONSENT = "AWAITING_CONSENT", "超出报价, 待住户同意"
    OPEN = "OPEN", "待缴"
    SETTLED = "SETTLED", "已结清"
    CANCELLED = "CANCELLED", "已作废"


class ReliefKind(Coded):
    """How part of a bill is remitted."""

    WAIVER = "WAIVER", "减免"
    VOUCHER = "VOUCHER", "优惠券"


class ReliefState(Coded):
    """Proposed by one person, decided by another."""

    PROPOSED = "PROPOSED", "待审批"
    GRANTED = "GRANTED", "已批准"
    REJECTED = "REJECTED", "未批准"
    USED = "USED", "已使用"
