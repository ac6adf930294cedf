"""Why nothing was done, in codes and in words."""

from enum import StrEnum

from core.errors import GuanjiaError
from core.plugin.answers import MOST_FEN


class PaidCode(StrEnum):
    """The codes of the plugin."""

    BALANCE_TOO_LOW = "BALANCE_TOO_LOW"
    ALREADY_REVERSED = "ALREADY_REVERSED"
    REVERSAL_CANNOT_BE_REVERSED = "REVERSAL_CANNOT_BE_REVERSED"
    AMOUNT_INVALID = "AMOUNT_INVALID"
    QUANTITY_INVALID = "QUANTITY_INVALID"
    PRICE_LIST_EMPTY = "PRICE_LIST_EMPTY"
    PRICE_LIST_NOT_DRAFT = "PRICE_LIST_NOT_DRAFT"
    PRICE_LIST_NOT_PUBLISHED = "PRICE_LIST_NOT_PUBLISHED"
    PRICES_NOT_RETROACTIVE = "PRICES_NOT_RETROACTIVE"
    NO_PRICES = "NO_PRICES"
    PRICE_CODE_UNKNOWN = "PRICE_CODE_UNKNOWN"
    PRICE_CODE_TWICE = "PRICE_CODE_TWICE"
    PRICE_LIMITS_INVALID = "PRICE_LIMITS_INVALID"
    QUOTE_EMPTY = "QUOTE_EMPTY"
    QUOTE_NOT_OPEN = "QUOTE_NOT_OPEN"
    QUOTE_EXPIRED = "QUOTE_EXPIRED"
    QUOTE_NOT_ACCEPTED = "QUOTE_NOT_ACCEPTED"
    QUOTE_DECLINED = "QUOTE_DECLINED"
    QUOTE_MISSING = "QUOTE_MISSING"
    EVIDENCE_REQUIRED = "EVIDENCE_REQUIRED"
    WORK_NOT_DONE = "WORK_NOT_DONE"
    WORK_OVER = "WORK_OVER"
    VALIDITY_REVERSED = "VALIDITY_REVERSED"
    ALREADY_BILLED = "ALREADY_BILLED"
    BILL_NOT_OPEN = "BILL_NOT_OPEN"
    BILL_PARTLY_PAID = "BILL_PARTLY_PAID"
    CONSENT_NOT_AWAITED = "CONSENT_NOT_AWAITED"
    MORE_THAN_OWED = "MORE_THAN_OWED"
    RELIEF_NOT_OPEN = "RELIEF_NOT_OPEN"
    VOUCHER_NOT_VALID = "VOUCHER_NOT_VALID"
    SECOND_PERSON_NEEDED = "SECOND_PERSON_NEEDED"
    PAYMENT_NOT_SETTLED = "PAYMENT_NOT_SETTLED"
    MORE_THAN_PAID = "MORE_THAN_PAID"
    METHOD_NOT_AT_COUNTER = "METHOD_NOT_AT_COUNTER"
    REFUND_NOT_OPEN = "REFUND_NOT_OPEN"
    PROVIDER_UNKNOWN = "PROVIDER_UNKNOWN"
    FEE_RULE_EXISTS = "FEE_RULE_EXISTS"
    FEE_RULE_INVALID = "FEE_RULE_INVALID"
    PERIOD_NOT_OF_RULE = "PERIOD_NOT_OF_RULE"
    PERIOD_ALREADY_BILLED = "PERIOD_ALREADY_BILLED"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    PaidCode.BALANCE_TOO_LOW: (
        "账户余额不足，不能记账。",
        "The account's balance would fall below its floor.",
    ),
    PaidCode.ALREADY_REVERSED: ("该分录已冲正。", "This transfer was reversed already."),
    PaidCode.REVERSAL_CANNOT_BE_REVERSED: (
        "冲正分录不能再冲正，请重新记账。",
        "A reversal cannot be reversed: post it anew.",
    ),
    PaidCode.AMOUNT_INVALID: ("金额必须为 1 至 {most} 分。", "The amount is 1 to {most} fen."),
    PaidCode.QUANTITY_INVALID: (
        "数量无效，或超过该项目的上限。",
        "The quantity is none, or more than the item allows.",
    ),
    PaidCode.PRICE_LIST_EMPTY: ("价目表没有项目。", "The price list has no items."),
    PaidCode.PRICE_LIST_NOT_DRAFT: (
        "价目表已公示，不能修改；请新建版本。",
        "A published price list does not change: draft a new version.",
    ),
    PaidCode.PRICE_LIST_NOT_PUBLISHED: (
        "价目表尚未公示。",
        "The price list is not published.",
    ),
    PaidCode.PRICES_NOT_RETROACTIVE: (
        "价目不能追溯生效。",
        "Prices are never in force retroactively.",
    ),
    PaidCode.NO_PRICES: ("本项目没有生效的价目表。", "No price list is in force here."),
    PaidCode.PRICE_CODE_UNKNOWN: (
        "价目表中没有项目 {code}。",
        "The price list has no item {code}.",
    ),
    PaidCode.PRICE_CODE_TWICE: ("项目 {code} 重复。", "Item {code} is there twice."),
    PaidCode.PRICE_LIMITS_INVALID: (
        "单价、最低或最高收费无效。",
        "The price or its limits cannot be right.",
    ),
    PaidCode.QUOTE_EMPTY: ("报价没有收费项目。", "The quote has no lines."),
    PaidCode.QUOTE_NOT_OPEN: ("报价已答复或已被取代。", "The quote was answered or replaced."),
    PaidCode.QUOTE_EXPIRED: ("报价已过期，请重新报价。", "The quote has run out: offer it anew."),
    PaidCode.QUOTE_NOT_ACCEPTED: (
        "住户尚未同意报价，不能开始收费工作。",
        "The resident has not accepted the quote: chargeable work cannot begin.",
    ),
    PaidCode.QUOTE_DECLINED: ("住户已拒绝报价。", "The resident declined the quote."),
    PaidCode.QUOTE_MISSING: (
        "该类工作需先报价并经住户同意。",
        "Work of this category needs a quote that was accepted.",
    ),
    PaidCode.EVIDENCE_REQUIRED: (
        "代为确认须注明凭证（录音、签字单等）。",
        "Consent recorded for somebody needs its evidence.",
    ),
    PaidCode.WORK_NOT_DONE: ("工单尚未完工，不能出账。", "The work is not completed yet."),
    PaidCode.WORK_OVER: ("工单已结束，不能再报价。", "The ticket is over: nothing is quoted."),
    PaidCode.VALIDITY_REVERSED: ("起止日期颠倒。", "The dates are the wrong way round."),
    PaidCode.ALREADY_BILLED: ("该工单已出账。", "The ticket was billed already."),
    PaidCode.BILL_NOT_OPEN: ("账单不在待缴状态。", "The bill is not open."),
    PaidCode.BILL_PARTLY_PAID: (
        "账单已有收款或减免，不能作废；请先退款。",
        "Something was paid or remitted: refund it first.",
    ),
    PaidCode.CONSENT_NOT_AWAITED: ("该账单无需确认。", "The bill awaits no consent."),
    PaidCode.MORE_THAN_OWED: (
        "金额超过未缴的 {owed} 分。",
        "That is more than the {owed} fen still owed.",
    ),
    PaidCode.RELIEF_NOT_OPEN: ("申请已处理或不可用。", "It was decided or used already."),
    PaidCode.VOUCHER_NOT_VALID: (
        "优惠券不在有效期或不属于该住户。",
        "The voucher is not valid here and now.",
    ),
    PaidCode.SECOND_PERSON_NEEDED: (
        "须由申请人以外的人审批。",
        "Somebody else than the proposer decides.",
    ),
    PaidCode.PAYMENT_NOT_SETTLED: ("款项尚未到账。", "The payment has not come in."),
    PaidCode.MORE_THAN_PAID: (
        "退款超过可退的 {left} 分。",
        "That is more than the {left} fen that can be refunded.",
    ),
    PaidCode.METHOD_NOT_AT_COUNTER: (
        "线上支付由渠道通知入账，不能手工登记。",
        "Online payments are recorded by the provider's notice.",
    ),
    PaidCode.REFUND_NOT_OPEN: ("退款申请已处理。", "The refund was decided already."),
    PaidCode.PROVIDER_UNKNOWN: ("支付渠道未配置。", "The payment provider is not set up."),
    PaidCode.FEE_RULE_EXISTS: (
        "该收费规则在此日期已有版本。",
        "The rule has a version of that date.",
    ),
    PaidCode.FEE_RULE_INVALID: ("收费规则有误。", "The rule cannot be right."),
    PaidCode.PERIOD_NOT_OF_RULE: (
        "所选日期不是该规则账期的第一天。",
        "No period of the rule begins on that day.",
    ),
    PaidCode.PERIOD_ALREADY_BILLED: ("该账期已出账。", "The period was billed already."),
}
"""Message texts by code: zh-CN, en."""


def refuse(code: PaidCode, field: str | None = None, /, **details: object) -> GuanjiaError:
    """The error of a code."""
    return GuanjiaError(code, field=field, details=details)


def check_amount(amount: int, field: str = "amount") -> int:
    """An amount of money that can be. Raises AMOUNT_INVALID."""
    if not 0 < amount <= MOST_FEN:
        raise refuse(PaidCode.AMOUNT_INVALID, field, most=MOST_FEN)
    return amount


__all__ = ["MOST_FEN", "TEXTS", "PaidCode", "check_amount", "refuse"]
