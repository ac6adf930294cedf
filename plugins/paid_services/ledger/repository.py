"""The ledger's SQL."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    RowMapping,
    Select,
    Text,
    Uuid,
    bindparam,
    exists,
    select,
    text,
)
from sqlalchemy.orm import aliased

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from plugins.paid_services.ledger.kinds import CHART, BalanceSide, TransferPurpose
from plugins.paid_services.ledger.models import LedgerAccount, LedgerTransfer

if TYPE_CHECKING:
    from plugins.paid_services.ledger.post import Account, Posting

_OPEN = text("""
    insert into plugin_paid_services.ledger_account
        (group_id, estate_id, id, code, kind, house_id, side, floor, debit_total, credit_total,
         opened_at)
    select :group_id, :estate_id, id, code, kind, house_id, side, floor, 0, 0, :now
    from unnest(:ids, :codes, :kinds, :houses, :sides, :floors)
        as opened (id, code, kind, house_id, side, floor)
    order by code
    on conflict (estate_id, code) do nothing
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("codes", type_=ARRAY(Text)),
    bindparam("kinds", type_=ARRAY(Text)),
    bindparam("houses", type_=ARRAY(Uuid)),
    bindparam("sides", type_=ARRAY(Text)),
    bindparam("floors", type_=ARRAY(BigInteger)),
)

_POST = text("""
    with posted as (
        insert into plugin_paid_services.ledger_transfer
            (group_id, estate_id, id, debit_id, credit_id, amount, at, purpose, key, subject_id,
             reverses_id, note, posted_by)
        select :group_id, :estate_id, id, debit_id, credit_id, amount, :now, purpose, key,
            subject_id, reverses_id, note, :posted_by
        from unnest(:ids, :debits, :credits, :amounts, :purposes, :keys, :subjects, :reversed,
                    :notes)
            as given (id, debit_id, credit_id, amount, purpose, key, subject_id, reverses_id, note)
        on conflict (estate_id, key) do nothing
        returning debit_id, credit_id, amount
    ), moved as (
        select account_id, sum(debit)::bigint as debit, sum(credit)::bigint as credit
        from (
            select debit_id as account_id, amount as debit, 0::bigint as credit from posted
            union all
            select credit_id, 0::bigint, amount from posted
        ) as sides
        group by account_id
    ), changed as (
        update plugin_paid_services.ledger_account as account
        set debit_total = account.debit_total + moved.debit,
            credit_total = account.credit_total + moved.credit
        from moved
        where account.estate_id = :estate_id and account.id = moved.account_id
    )
    select count(*) from posted
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("debits", type_=ARRAY(Uuid)),
    bindparam("credits", type_=ARRAY(Uuid)),
    bindparam("amounts", type_=ARRAY(BigInteger)),
    bindparam("purposes", type_=ARRAY(Text)),
    bindparam("keys", type_=ARRAY(Text)),
    bindparam("subjects", type_=ARRAY(Uuid)),
    bindparam("reversed", type_=ARRAY(Uuid)),
    bindparam("notes", type_=ARRAY(Text)),
    bindparam("posted_by", type_=Uuid),
)


async def known_codes(uow: UnitOfWork, estate_id: int, codes: Sequence[str]) -> set[str]:
    """Which of these accounts there are."""
    found = select(LedgerAccount.code).where(
        LedgerAccount.estate_id == estate_id, LedgerAccount.code == _any(codes)
    )
    return set((await uow.execute(found)).scalars())


async def open_accounts(
    uow: UnitOfWork, group_id: int, estate_id: int, accounts: Sequence["Account"]
) -> None:
    """Open accounts that somebody else may be opening at the same time."""
    entries = [CHART[each.kind] for each in accounts]
    await uow.execute(
        _OPEN,
        [
            {
                "group_id": group_id,
                "estate_id": estate_id,
                "now": uow.now,
                "ids": [new_id() for _ in accounts],
                "codes": [each.code for each in accounts],
                "kinds": [each.kind.value for each in accounts],
                "houses": [each.house_id for each in accounts],
                "sides": [entry.side.value for entry in entries],
                "floors": [entry.floor for entry in entries],
            }
        ],
    )


async def lock_accounts(
    uow: UnitOfWork, estate_id: int, codes: Sequence[str]
) -> Mapping[str, UUID]:
    """Lock accounts in the order of their codes; their ids by code."""
    locked = (
        select(LedgerAccount.code, LedgerAccount.id)
        .where(LedgerAccount.estate_id == estate_id, LedgerAccount.code == _any(codes))
        .order_by(LedgerAccount.code)
        .with_for_update(key_share=True)
    )
    return {row.code: row.id for row in (await uow.execute(locked)).all()}


async def insert_transfers(
    uow: UnitOfWork,
    group_id: int,
    estate_id: int,
    posted_by: UUID | None,
    ids: Mapping[str, UUID],
    postings: Sequence["Posting"],
) -> int:
    """Write transfers between locked accounts and move their totals; how many were new."""
    done = await uow.execute(
        _POST,
        [
            {
                "group_id": group_id,
                "estate_id": estate_id,
                "now": uow.now,
                "posted_by": posted_by,
                "ids": [posting.id for posting in postings],
                "debits": [ids[posting.debit.code] for posting in postings],
                "credits": [ids[posting.credit.code] for posting in postings],
                "amounts": [posting.amount for posting in postings],
                "purposes": [posting.purpose.value for posting in postings],
                "keys": [posting.key for posting in postings],
                "subjects": [posting.subject_id for posting in postings],
                "reversed": [posting.reverses_id for posting in postings],
                "notes": [posting.note for posting in postings],
            }
        ],
    )
    return int(done.scalar_one())


def _transfers() -> Select[Any]:
    """Transfers with the kinds and houses of their two accounts."""
    debit, credit = LedgerAccount.__table__.alias(), LedgerAccount.__table__.alias()
    return (
        select(
            LedgerTransfer.id,
            LedgerTransfer.key,
            LedgerTransfer.amount,
            LedgerTransfer.subject_id,
            LedgerTransfer.reverses_id,
            debit.c.kind.label("debit_kind"),
            debit.c.house_id.label("debit_house"),
            credit.c.kind.label("credit_kind"),
            credit.c.house_id.label("credit_house"),
        )
        .join(
            debit,
            (debit.c.estate_id == LedgerTransfer.estate_id)
            & (debit.c.id == LedgerTransfer.debit_id),
        )
        .join(
            credit,
            (credit.c.estate_id == LedgerTransfer.estate_id)
            & (credit.c.id == LedgerTransfer.credit_id),
        )
    )


async def find_transfer(uow: UnitOfWork, estate_id: int, id_: UUID) -> RowMapping | None:
    """A transfer with the kinds and houses of its two accounts."""
    return await uow.row(
        _transfers().where(LedgerTransfer.estate_id == estate_id, LedgerTransfer.id == id_)
    )


async def standing_transfers(
    uow: UnitOfWork, estate_id: int, subject_id: UUID, purpose: TransferPurpose
) -> Sequence[RowMapping]:
    """The transfers about a subject that take nothing back, and that nothing has taken back."""
    back = aliased(LedgerTransfer)
    taken_back = exists().where(
        back.estate_id == LedgerTransfer.estate_id, back.reverses_id == LedgerTransfer.id
    )
    found = await uow.execute(
        _transfers()
        .where(
            LedgerTransfer.estate_id == estate_id,
            LedgerTransfer.subject_id == subject_id,
            LedgerTransfer.purpose == purpose,
            LedgerTransfer.reverses_id.is_(None),
            ~taken_back,
        )
        .order_by(LedgerTransfer.at, LedgerTransfer.id)
    )
    return found.mappings().all()


async def balance(uow: UnitOfWork, estate_id: int, code: str) -> int:
    """What an account holds, on its own side; nothing where there is none."""
    row = await uow.row(
        select(LedgerAccount.side, LedgerAccount.debit_total, LedgerAccount.credit_total).where(
            LedgerAccount.estate_id == estate_id, LedgerAccount.code == code
        )
    )
    if row is None:
        return 0
    debit: int = row["debit_total"] - row["credit_total"]
    return debit if row["side"] is BalanceSide.DEBIT else -debit


async def transfer_by_key(uow: UnitOfWork, estate_id: int, key: str) -> UUID | None:
    """The id of the transfer with a key."""
    row = await uow.row(
        select(LedgerTransfer.id).where(
            LedgerTransfer.estate_id == estate_id, LedgerTransfer.key == key
        )
    )
    return None if row is None else row["id"]


async def reversal_of(uow: UnitOfWork, estate_id: int, id_: UUID) -> UUID | None:
    """The transfer that takes another back."""
    row = await uow.row(
        select(LedgerTransfer.id).where(
            LedgerTransfer.estate_id == estate_id, LedgerTransfer.reverses_id == id_
        )
    )
    return None if row is None else row["id"]


def _any(values: Sequence[str]) -> Any:
    return bindparam(None, list(values), type_=ARRAY(Text)).any_()


__all__ = [
    "balance",
    "find_transfer",
    "insert_transfers",
    "known_codes",
    "lock_accounts",
    "open_accounts",
    "reversal_of",
    "standing_transfers",
    "transfer_by_key",
]
