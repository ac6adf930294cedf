"""feeRuleSet, feeRuleEnd, feeGenerate; ledgerTransferReverse, ledgerBank, ledgerReconcile."""

from datetime import date, timedelta
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Fen,
    Key,
    Keys,
    Mutation,
    answered,
    estate_in,
    extends,
    keys_at,
    mutation,
    perform,
    perform_on,
    ref_or_nobody,
    refusals,
)
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.tickets.refs import TicketRef
from plugins.paid_services import rights
from plugins.paid_services.bills.repository import today
from plugins.paid_services.fees.generate import GenerateFees, generate
from plugins.paid_services.fees.kinds import FeeBasis, FeeKind, FeePeriod
from plugins.paid_services.fees.set_rule import SetFeeRule, end_rule, set_rule
from plugins.paid_services.graphql.fee_types import FeeRule, FeeRun
from plugins.paid_services.graphql.ledger_types import TRANSFER, LedgerTransfer, Reconciliation
from plugins.paid_services.graphql.performing import (
    STAFF,
    PaidServicesError,
)
from plugins.paid_services.ledger.bank import BankTakings, Takings, bank
from plugins.paid_services.ledger.reconcile import reconcile
from plugins.paid_services.ledger.reverse import ReverseTransfer, reverse


@strawberry.type(description="The rule as it now is, or why nothing was done.")
class FeeRulePayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    fee_rule: FeeRule | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.type(description="The run, or why nothing was billed.")
class FeeRunPayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    fee_run: FeeRun | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.type(description="The reversal, or why nothing was done.")
class LedgerTransferPayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    reversal: LedgerTransfer | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.type(description="The transfer to the bank, or why nothing was done.")
class LedgerBankPayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    transfer: LedgerTransfer | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.type(description="What was found, or why nothing was looked through.")
class ReconciliationPayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    reconciliation: Reconciliation | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.input(description="A fee that recurs, for periods that begin from a day on.")
class FeeRuleSetInput:
    idempotency_key: str
    estate_id: strawberry.ID
    code: str
    title: str
    kind: FeeKind
    basis: FeeBasis
    period: FeePeriod
    rate: int = strawberry.field(
        description="Hundredths of a fen a month (28000: 2.80 yuan), a square metre or a house."
    )
    valid_from: date
    due_days: int = 30
    building_ids: list[strawberry.ID] | None = strawberry.field(
        description="Which buildings; all where not given.", default=None
    )


@strawberry.input(description="A rule by which no period that begins after a day is billed.")
class FeeRuleEndInput:
    idempotency_key: str
    fee_rule_id: strawberry.ID
    expected_version: int
    valid_to: date


@strawberry.input(description="A period of a rule to be billed, by its first day.")
class FeeGenerateInput:
    idempotency_key: str
    fee_rule_id: strawberry.ID
    period_from: date


@strawberry.input(description="A transfer that was wrong.")
class LedgerTransferReverseInput:
    idempotency_key: str
    transfer_id: strawberry.ID
    reason: str


@strawberry.input(description="Takings that came to the bank.")
class LedgerBankInput:
    idempotency_key: str
    estate_id: strawberry.ID
    takings: Takings
    amount: Fen
    reference: str = strawberry.field(description="The slip's or the statement's number.")


@strawberry.input(description="The books to be looked through now.")
class LedgerReconcileInput:
    idempotency_key: str
    estate_id: strawberry.ID
    day: date | None = strawberry.field(
        description="Whose online payments are compared; yesterday's if not given.", default=None
    )


async def fee_rule_set(info: Info, input: FeeRuleSetInput) -> FeeRulePayload:
    estate_id = estate_in(input.estate_id)
    key = TicketRef(estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        given = input.building_ids
        buildings = keys_at(estate_id, given or (), "Building", "buildingIds")
        new = SetFeeRule(
            estate_id,
            input.code,
            input.title,
            input.kind,
            input.basis,
            input.period,
            input.rate,
            input.valid_from,
            input.due_days,
            None if given is None else buildings,
            key.id,
        )
        await set_rule(actor, new, uow)

    return await perform_on(info, FeeRulePayload, {"fee_rule": key}, input, work)


async def fee_rule_end(info: Info, input: FeeRuleEndInput) -> FeeRulePayload:
    key = ref_or_nobody(input.fee_rule_id, "FeeRule")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        await end_rule(actor, key.estate_id, key.id, input.expected_version, input.valid_to, uow)

    return await perform_on(info, FeeRulePayload, {"fee_rule": key}, input, work)


async def fee_generate(info: Info, input: FeeGenerateInput) -> FeeRunPayload:
    key = ref_or_nobody(input.fee_rule_id, "FeeRule")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = GenerateFees(key.estate_id, key.id, input.period_from)
        return {"fee_run": Key(key.estate_id, await generate(actor, new, uow))}

    return await perform(info, FeeRunPayload, key.estate_id, input, work)


async def ledger_transfer_reverse(
    info: Info, input: LedgerTransferReverseInput
) -> LedgerTransferPayload:
    key = ref_or_nobody(input.transfer_id, TRANSFER)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        rights.require(actor, key.estate_id, rights.BOOKS, "transferId")
        new = ReverseTransfer(key.estate_id, key.id, input.reason)
        return {"reversal": Key(key.estate_id, await reverse(actor, new, uow))}

    return await perform(info, LedgerTransferPayload, key.estate_id, input, work)


async def ledger_bank(info: Info, input: LedgerBankInput) -> LedgerBankPayload:
    estate_id, id_ = estate_in(input.estate_id), new_id()

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = BankTakings(estate_id, input.takings, input.amount, input.reference, id_)
        await bank(actor, new, uow)
        return {"transfer": Key(estate_id, id_)}

    return await perform(info, LedgerBankPayload, estate_id, input, work)


async def ledger_reconcile(info: Info, input: LedgerReconcileInput) -> ReconciliationPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        rights.require(actor, estate_id, rights.BOOKS)
        day = input.day or await today(uow, estate_id) - timedelta(days=1)
        found = await reconcile(uow, actor.group_id, estate_id, day)
        return {"reconciliation": Key(estate_id, found)}

    return await perform(info, ReconciliationPayload, estate_id, input, work)


@extends(Mutation)
class FeeMutations:
    fee_rule_set = mutation(fee_rule_set, STAFF, "Set a rule for a recurring fee (S-L5).")
    fee_rule_end = mutation(fee_rule_end, STAFF, "End a rule; what was billed stays.")
    fee_generate = mutation(
        fee_generate, STAFF, "Bill a period of a rule, for all its houses (S-L5)."
    )


@extends(Mutation)
class LedgerMutations:
    ledger_transfer_reverse = mutation(
        ledger_transfer_reverse, STAFF, "Take a transfer back by its opposite."
    )
    ledger_bank = mutation(
        ledger_bank, STAFF, "Post takings that came to the bank: the till's, or a provider's."
    )
    ledger_reconcile = mutation(
        ledger_reconcile, STAFF, "Look the books through now, and keep what is found."
    )


__all__ = ["FeeMutations", "LedgerMutations"]
