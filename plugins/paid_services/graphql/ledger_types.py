"""The books, for those who may read them. Accounts and transfers are behind no `node`: they are
found from the books alone."""

from datetime import date, datetime
from typing import Any

import strawberry
from sqlalchemy import BigInteger, ColumnElement, DateTime, Text, case, literal_column, select

from api.extend import (
    INSIDE,
    Arguments,
    Binds,
    Connection,
    Fen,
    House,
    Order,
    Query,
    Row,
    argument,
    column,
    connection,
    derived,
    entity,
    expression,
    extends,
    many,
    one,
)
from plugins.paid_services.graphql.sight import books, estate_of
from plugins.paid_services.ledger import models
from plugins.paid_services.ledger.kinds import (
    AccountKind,
    BalanceSide,
    DifferenceKind,
    TransferPurpose,
)
from plugins.paid_services.ledger.statements import statement, trial_balance
from plugins.paid_services.rights import BOOKS, ROLES

TRANSFER = "LedgerTransfer"


def transfer_id(row: Row, binds: Binds) -> ColumnElement[Any]:
    """What `ledgerTransferReverse` takes."""
    id_ = row.c.transfer_id if "transfer_id" in row.c else row.c.id
    prefix = literal_column(f"'{TRANSFER}:'", Text())
    colon = literal_column("':'", Text())
    return prefix.concat(row.c.estate_id).concat(colon).concat(id_)


@entity(models.LedgerAccount, filters=("kind", "code"), orders=("code",))
class LedgerAccount:
    """An account of an estate's ledger."""

    code: str = column()
    kind: AccountKind = column()
    side: BalanceSide = column(description="On which its balance is counted.")
    debit_total: Fen = column()
    credit_total: Fen = column()
    balance: Fen = expression(
        lambda row, binds: case(
            (row.c.side == BalanceSide.DEBIT.value, row.c.debit_total - row.c.credit_total),
            else_=row.c.credit_total - row.c.debit_total,
        )
    )
    floor: Fen | None = column(description="The least balance; null: none.")
    house: House | None = one("house_id")


@entity(models.LedgerTransfer)
class LedgerTransfer:
    """分录: an amount from one account to another; never changed."""

    id: strawberry.ID = expression(transfer_id)
    at: datetime = column()
    amount: Fen = column()
    purpose: TransferPurpose = column()
    note: str | None = column()
    debit: LedgerAccount = one("debit_id")
    credit: LedgerAccount = one("credit_id")
    reverses: "LedgerTransfer | None" = one("reverses_id")


@strawberry.type(description="The accounts of one kind, summed up.")
class TrialBalanceLine:
    kind: AccountKind = column()
    side: BalanceSide = column()
    accounts: int = column()
    debit: Fen = column()
    credit: Fen = column()
    balance: Fen = column()


@strawberry.type(description="A transfer as one account's statement has it.")
class AccountStatementLine:
    transfer_id: strawberry.ID = expression(transfer_id)
    at: datetime = column()
    purpose: TransferPurpose = column()
    note: str | None = column()
    change: Fen = column(description="What it does to the balance.")
    balance: Fen = column(description="The balance after it.")


@entity(models.Difference)
class LedgerDifference:
    """One thing that a reconciliation found."""

    kind: DifferenceKind = column()
    subject: str = column()
    expected: Fen = column()
    found: Fen = column()


@entity(models.Reconciliation, filters=("day",), orders=("day",))
class Reconciliation:
    """对账: the books looked through for a day."""

    day: date = column()
    at: datetime = column()
    accounts: int = column()
    transfers: int = column()
    bills: int = column()
    payments: int = column()
    differences: int = column()
    found: list[LedgerDifference] = many(
        "reconciliation_id", order=[Order("kind"), Order("subject")]
    )


def balance(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """`ledger.statements` of an estate whose books the caller may read."""
    estate = estate_of(arguments.get("estateId").getter, ROLES[BOOKS])
    return trial_balance(binds.bind(estate, BigInteger())).subquery()


def lines(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """One account's statement."""
    estate = binds.bind(estate_of(arguments.get("estateId").getter, ROLES[BOOKS]), BigInteger())
    account = models.LedgerAccount.__table__.alias()
    code = binds.bind(arguments.get("code").getter, Text())
    found = select(account.c.id).where(account.c.estate_id == estate, account.c.code == code)
    return statement(
        estate,
        found.scalar_subquery(),
        binds.bind(arguments.get("since").getter, DateTime(timezone=True)),
        binds.bind(arguments.get("until").getter, DateTime(timezone=True)),
        binds.bind(arguments.get("first").getter, BigInteger()),
    ).subquery()


_ESTATE = argument("estate_id", strawberry.ID, "The estate.")


@extends(Query)
class LedgerQueries:
    trial_balance: list[TrialBalanceLine] = derived(
        balance,
        models.LedgerAccount,
        weight=50,
        arguments=[_ESTATE],
        audiences=INSIDE,
        description="The accounts by kind: their debits and their credits are the same.",
    )
    account_statement: list[AccountStatementLine] = derived(
        lines,
        models.LedgerTransfer,
        weight=50,
        arguments=[
            _ESTATE,
            argument("code", str, "The account's code."),
            argument("since", datetime, "The first instant."),
            argument("until", datetime, "The end, itself not in it."),
            argument("first", int, "At most this many.", 100),
        ],
        audiences=INSIDE,
        description="The transfers of an account, with the balance after each.",
    )
    ledger_accounts: Connection[LedgerAccount] = connection(
        order=[Order("code")], where=books, audiences=INSIDE, description="The accounts."
    )
    reconciliations: Connection[Reconciliation] = connection(
        order=[Order("day", descending=True)],
        where=books,
        audiences=INSIDE,
        description="What the daily look through the books found.",
    )


__all__ = [
    "TRANSFER",
    "AccountStatementLine",
    "LedgerAccount",
    "LedgerDifference",
    "LedgerQueries",
    "LedgerTransfer",
    "Reconciliation",
    "TrialBalanceLine",
]
