"""The chart of accounts, and what transfers are for."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.coded import Coded


class BalanceSide(Coded):
    """The side on which an account's balance is counted."""

    DEBIT = "DEBIT", "借"
    CREDIT = "CREDIT", "贷"


class AccountKind(Coded):
    """The accounts an estate's ledger has."""

    RECEIVABLE = "RECEIVABLE", "应收住户款"
    DEVELOPER_RECEIVABLE = "DEVELOPER_RECEIVABLE", "应收开发商款"
    CASH = "CASH", "库存现金"
    BANK = "BANK", "银行存款"
    CLEARING = "CLEARING", "第三方支付在途"
    PREPAID = "PREPAID", "预收款"
    RETURNABLE = "RETURNABLE", "应退款"
    SERVICE_INCOME = "SERVICE_INCOME", "有偿服务收入"
    FEE_INCOME = "FEE_INCOME", "物业费等收入"
    WAIVERS = "WAIVERS", "减免"
    VOUCHERS = "VOUCHERS", "优惠券抵扣"
    REFUNDS = "REFUNDS", "退费"
    ESTATE_COST = "ESTATE_COST", "项目承担的费用"


class TransferPurpose(Coded):
    """What a transfer is for."""

    BILLED = "BILLED", "出账"
    PAID = "PAID", "收款"
    OVERPAID = "OVERPAID", "多收转预收"
    WAIVED = "WAIVED", "减免"
    REDEEMED = "REDEEMED", "券抵扣"
    REFUNDED = "REFUNDED", "退款"
    BANKED = "BANKED", "入账到银行"
    CARRIED = "CARRIED", "结转"
    REVERSED = "REVERSED", "冲正"


class DifferenceKind(Coded):
    """What a reconciliation can find."""

    BOOKS_UNBALANCED = "BOOKS_UNBALANCED", "借贷不平"
    ACCOUNT_TOTAL = "ACCOUNT_TOTAL", "账户余额与分录不符"
    BELOW_FLOOR = "BELOW_FLOOR", "余额低于下限"
    BILL_NOT_POSTED = "BILL_NOT_POSTED", "账单与分录不符"
    PAYMENT_NOT_POSTED = "PAYMENT_NOT_POSTED", "收款与分录不符"
    RECEIPT_GAP = "RECEIPT_GAP", "收据断号"
    PROVIDER_MISSING_HERE = "PROVIDER_MISSING_HERE", "渠道有、我方无"
    PROVIDER_MISSING_THERE = "PROVIDER_MISSING_THERE", "我方有、渠道无"
    PROVIDER_AMOUNT = "PROVIDER_AMOUNT", "与渠道金额不符"


@dataclass(frozen=True, slots=True)
class ChartEntry:
    """An account as the chart has it. `floor` is the least balance in fen; None: no floor."""

    title: str
    title_en: str
    side: BalanceSide
    floor: int | None


_DEBIT, _CREDIT = BalanceSide.DEBIT, BalanceSide.CREDIT

CHART: Mapping[AccountKind, ChartEntry] = {
    AccountKind.RECEIVABLE: ChartEntry("应收住户款", "Owed by residents", _DEBIT, 0),
    AccountKind.DEVELOPER_RECEIVABLE: ChartEntry("应收开发商款", "Owed by developers", _DEBIT, 0),
    AccountKind.CASH: ChartEntry("库存现金", "Cash", _DEBIT, 0),
    AccountKind.BANK: ChartEntry("银行存款", "Bank", _DEBIT, None),
    AccountKind.CLEARING: ChartEntry("第三方支付在途", "With providers", _DEBIT, None),
    AccountKind.PREPAID: ChartEntry("预收款", "Paid ahead by residents", _CREDIT, 0),
    AccountKind.RETURNABLE: ChartEntry("应退款", "Owed back to former owners", _CREDIT, 0),
    AccountKind.SERVICE_INCOME: ChartEntry("有偿服务收入", "Service income", _CREDIT, None),
    AccountKind.FEE_INCOME: ChartEntry("物业费等收入", "Fee income", _CREDIT, None),
    AccountKind.WAIVERS: ChartEntry("减免", "Waivers", _DEBIT, 0),
    AccountKind.VOUCHERS: ChartEntry("优惠券抵扣", "Vouchers", _DEBIT, 0),
    AccountKind.REFUNDS: ChartEntry("退费", "Refunds", _DEBIT, 0),
    AccountKind.ESTATE_COST: ChartEntry("项目承担的费用", "Borne by the estate", _DEBIT, 0),
}
"""Every kind of account. Cash cannot be spent that is not there, nobody is owed less than nothing;
a bank account and a provider may know of money that the ledger does not."""
