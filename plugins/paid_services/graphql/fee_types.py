"""Rules for recurring fees, their runs, and how much of them comes in (S-L5)."""

from datetime import date, datetime

import strawberry
from sqlalchemy import BigInteger, Date

from api.extend import (
    INSIDE,
    Arguments,
    Binds,
    Connection,
    Fen,
    Node,
    Order,
    Query,
    Row,
    Staff,
    argument,
    column,
    connection,
    derived,
    entity,
    extends,
    many,
    one,
)
from plugins.paid_services.bills.models import Bill as BillRow
from plugins.paid_services.fees import models
from plugins.paid_services.fees.collection import collection_rates
from plugins.paid_services.fees.kinds import FeeBasis, FeeKind, FeePeriod
from plugins.paid_services.graphql.sight import FEES, estate_of


@entity(models.FeeRun)
class FeeRun(Node):
    """One period of a rule, billed."""

    period_from: date = column()
    period_to: date = column()
    bills: int = column()
    amount: Fen = column()
    at: datetime = column()


@entity(models.FeeRule, filters=("kind", "code"), orders=("code",))
class FeeRule(Node):
    """收费规则: what recurs, by what it is reckoned, how often."""

    code: str = column()
    title: str = column()
    kind: FeeKind = column()
    basis: FeeBasis = column()
    period: FeePeriod = column()
    rate: int = column(description="Hundredths of a fen a month, for a square metre or a house.")
    due_days: int = column()
    valid_from: date = column()
    valid_to: date | None = column(description="No period that begins later is billed.")
    version: int = column()
    runs: list[FeeRun] = many(
        "fee_rule_id", order=[Order("period_from", descending=True)], audiences=INSIDE
    )


@strawberry.type(description="How much of what was billed came in (S-L5).")
class CollectionRate:
    butler: Staff | None = one("butler_id", description="Null: bills that are nobody's.")
    bills: int = column()
    settled: int = column()
    owed: Fen = column(description="Billed, less what was remitted.")
    paid: Fen = column()
    arrears: Fen = column()
    rate: int | None = column(description="Per mille of what was owed.")


def rates(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """`fees.collection` for an estate whose money the caller may look over."""
    estate = binds.bind(estate_of(arguments.get("estateId").getter, FEES), BigInteger())
    since = binds.bind(arguments.get("since").getter, Date())
    until = binds.bind(arguments.get("until").getter, Date())
    return collection_rates(estate, since, until).subquery()


@extends(Query)
class FeeQueries:
    fee_rules: Connection[FeeRule] = connection(
        order=[Order("code")], description="What recurs, and at which rate."
    )
    collection_rates: list[CollectionRate] = derived(
        rates,
        BillRow,
        most=200,
        weight=50,
        arguments=[
            argument("estate_id", strawberry.ID, "The estate."),
            argument("since", date, "The first due day."),
            argument("until", date, "The last due day, included."),
        ],
        audiences=INSIDE,
        description="Collection rates by butler, over bills due in a period (S-L5).",
    )


__all__ = ["CollectionRate", "FeeQueries", "FeeRule", "FeeRun"]
