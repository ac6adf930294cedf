"""All that the plugin adds to the schema."""

from api.extend import Extension
from plugins.paid_services.graphql import (
    bill_mutations,
    bill_types,
    fee_mutations,
    fee_types,
    ledger_types,
    payment_mutations,
    payment_types,
    price_mutations,
    price_types,
    quote_mutations,
)
from plugins.paid_services.graphql.routes import ROUTES

EXTENSION = Extension.of(
    "paid_services",
    price_types.EstatePrices,
    price_types.PriceQueries,
    bill_types.TicketMoney,
    bill_types.HouseMoney,
    bill_types.ResidentMoney,
    bill_types.BillQueries,
    payment_types.PaymentQueries,
    fee_types.FeeQueries,
    ledger_types.LedgerQueries,
    price_mutations.PriceMutations,
    quote_mutations.QuoteMutations,
    bill_mutations.BillMutations,
    payment_mutations.PaymentMutations,
    fee_mutations.FeeMutations,
    fee_mutations.LedgerMutations,
    types=(
        price_types.PriceItem,
        price_types.PriceList,
        bill_types.Quote,
        bill_types.QuoteLine,
        bill_types.Bill,
        bill_types.BillLine,
        bill_types.Relief,
        payment_types.Payment,
        payment_types.Refund,
        payment_types.Receipt,
        fee_types.FeeRule,
        fee_types.FeeRun,
    ),
    routes=ROUTES,
)

__all__ = ["EXTENSION"]
