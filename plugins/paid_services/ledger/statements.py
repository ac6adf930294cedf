"""What the books say: the trial balance, and the statement of one account.

Both are selects over parameters, for whoever runs them: the compiled reads, and tests.
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, func, or_, select

from plugins.paid_services.ledger.kinds import BalanceSide
from plugins.paid_services.ledger.models import LedgerAccount, LedgerTransfer


def trial_balance(estate: ColumnElement[int]) -> Select[Any]:
    """One row for each kind of account there is: totals of both sides, in fen."""
    account = LedgerAccount
    debit, credit = _sum(account.debit_total), _sum(account.credit_total)
    return (
        select(
            account.group_id,
            account.estate_id,
            account.kind,
            account.side,
            func.count().label("accounts"),
            debit.label("debit"),
            credit.label("credit"),
            case((account.side == BalanceSide.DEBIT, debit - credit), else_=credit - debit).label(
                "balance"
            ),
            func.row_number().over(order_by=account.kind).label("position"),
        )
        .where(account.estate_id == estate)
        .group_by(account.group_id, account.estate_id, account.kind, account.side)
    )


def statement(
    estate: ColumnElement[int],
    account_id: ColumnElement[Any],
    since: ColumnElement[Any],
    until: ColumnElement[Any],
    first: ColumnElement[int],
) -> Select[Any]:
    """The transfers of an account from `since` to `until` (itself not in it), oldest first.

    `change` is what a transfer does to the balance, `balance` what it is afterwards.
    """
    account, transfer = LedgerAccount.__table__.alias(), LedgerTransfer.__table__.alias()
    into = transfer.c.debit_id == account.c.id
    debit_side = account.c.side == BalanceSide.DEBIT
    change = case(
        ((into & debit_side) | (~into & ~debit_side), transfer.c.amount),
        else_=-transfer.c.amount,
    )
    all_of_it = (
        select(
            transfer.c.group_id,
            transfer.c.estate_id,
            transfer.c.id.label("transfer_id"),
            transfer.c.at,
            transfer.c.purpose,
            transfer.c.note,
            change.label("change"),
            func.sum(change).over(order_by=(transfer.c.at, transfer.c.id)).label("balance"),
            func.row_number().over(order_by=(transfer.c.at, transfer.c.id)).label("position"),
        )
        .select_from(account)
        .join(
            transfer,
            (transfer.c.estate_id == account.c.estate_id)
            & or_(transfer.c.debit_id == account.c.id, transfer.c.credit_id == account.c.id),
        )
        .where(account.c.estate_id == estate, account.c.id == account_id, transfer.c.at < until)
        .subquery()
    )
    return (
        select(all_of_it).where(all_of_it.c.at >= since).order_by(all_of_it.c.position).limit(first)
    )


def _sum(column: Any) -> ColumnElement[int]:
    return cast(func.sum(column), BigInteger)


__all__ = ["statement", "trial_balance"]
