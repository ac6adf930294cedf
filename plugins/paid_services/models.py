"""All tables of the plugin, by the area they belong to."""

from plugins.paid_services.base import Base
from plugins.paid_services.bills.models import Bill, BillLine, Relief
from plugins.paid_services.fees.models import FeeRule, FeeRun, Reminder
from plugins.paid_services.ledger.models import (
    Difference,
    LedgerAccount,
    LedgerTransfer,
    NumberSeries,
    Reconciliation,
)
from plugins.paid_services.payments.models import (
    Payment,
    ProviderLine,
    ProviderNotice,
    Receipt,
    Refund,
)
from plugins.paid_services.prices.models import PriceItem, PriceList
from plugins.paid_services.quotes.models import Quote, QuoteLine

__all__ = [
    "Base",
    "Bill",
    "BillLine",
    "Difference",
    "FeeRule",
    "FeeRun",
    "LedgerAccount",
    "LedgerTransfer",
    "NumberSeries",
    "Payment",
    "PriceItem",
    "PriceList",
    "ProviderLine",
    "ProviderNotice",
    "Quote",
    "QuoteLine",
    "Receipt",
    "Reconciliation",
    "Refund",
    "Relief",
    "Reminder",
]
