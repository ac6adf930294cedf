"""How money comes in and goes back."""

from enum import StrEnum

from core.coded import Coded


class PaymentMethod(Coded):
    """How a payment is made."""

    CASH = "CASH", "现金"
    TRANSFER = "TRANSFER", "转账"
    ONLINE = "ONLINE", "线上支付"
    PREPAID = "PREPAID", "预收款抵扣"


class PaymentState(Coded):
    """Money is there when a payment is settled, and not before."""

    PENDING = "PENDING", "待支付"
    SETTLED = "SETTLED", "已到账"
    CLOSED = "CLOSED", "已关闭"


class RefundState(Coded):
    """Asked for by one person, approved by another, then carried out."""

    PROPOSED = "PROPOSED", "待审批"
    APPROVED = "APPROVED", "退款中"
    REJECTED = "REJECTED", "未批准"
    SETTLED = "SETTLED", "已退"
    FAILED = "FAILED", "退款失败"


class ReceiptKind(Coded):
    """Which way the money went."""

    PAYMENT = "PAYMENT", "收款收据"
    REFUND = "REFUND", "退款收据"


class NoticeOutcome(Coded):
    """What a provider's notice led to."""

    APPLIED = "APPLIED", "已入账"
    ALREADY = "ALREADY", "早已入账"
    UNKNOWN = "UNKNOWN", "查无此单"
    AMOUNT_DIFFERS = "AMOUNT_DIFFERS", "金额不符"
    MERCHANT_DIFFERS = "MERCHANT_DIFFERS", "商户不符"
    NOT_PAID = "NOT_PAID", "未成功"


REFUSED = frozenset(
    {NoticeOutcome.UNKNOWN, NoticeOutcome.AMOUNT_DIFFERS, NoticeOutcome.MERCHANT_DIFFERS}
)
"""What cannot be right: it is kept, nothing follows from it, and the provider is told no."""


class ProviderLineKind(StrEnum):
    """What a line of a provider's file is about."""

    PAYMENT = "PAYMENT"
    REFUND = "REFUND"
