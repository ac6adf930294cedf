"""Where the plugin has a say: chargeable work waits for the resident's consent (S-E3)."""

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.plugin.answers import Booked, PayerKind, Unsettled, Veto
from core.plugin.hooks import hook
from core.plugin.recharging import Recharge
from core.tickets.refs import TicketRef
from core.tickets.transitions import Action
from plugins.paid_services.configuration import configured
from plugins.paid_services.errors import TEXTS, PaidCode
from plugins.paid_services.fees.models import FeeRule
from plugins.paid_services.ledger.unsettled import unsettled
from plugins.paid_services.prices.draft import copy_in_force
from plugins.paid_services.quotes import repository
from plugins.paid_services.quotes.kinds import QuoteState
from plugins.paid_services.recharges.book import book, take_out

BEGINS_WORK = frozenset({Action.START.value, Action.COMPLETE.value})


@hook(priority=50)
async def ticket_stepping(uow: UnitOfWork, ticket: TicketRef, action: str) -> Veto | None:
    """No chargeable work without a quote that was accepted."""
    if action not in BEGINS_WORK:
        return None
    quote = await repository.latest(uow, ticket)
    if quote is not None:
        missing = {
            QuoteState.OFFERED: PaidCode.QUOTE_NOT_ACCEPTED,
            QuoteState.DECLINED: PaidCode.QUOTE_DECLINED,
        }.get(quote.state)
        free = quote.payer is not PayerKind.RESIDENT
        return None if missing is None or free else _veto(missing)
    charged = (await configured(uow, ticket.estate_id)).chargeable_categories
    if not charged:
        return None
    category = (await repository.work_on(uow, ticket)).category_code or ""
    if any(category == each or category.startswith(f"{each}.") for each in charged):
        return _veto(PaidCode.QUOTE_MISSING)
    return None


def _veto(code: PaidCode) -> Veto:
    return Veto(code.value, TEXTS[code][0])


@hook()
async def recharge_agreed(uow: UnitOfWork, recharge: Recharge) -> Booked | Veto:
    """A cost that a developer has agreed to becomes a bill to it."""
    return await book(uow, recharge)


@hook()
async def recharge_withdrawn(
    uow: UnitOfWork, recharge: Recharge, reason: str
) -> Booked | Veto | None:
    """The bill is cancelled and its posting reversed, unless something was paid on it."""
    return await take_out(uow, recharge, reason)


@hook()
async def estate_cloning(uow: UnitOfWork, source_id: int, target_id: int) -> None:
    """The new estate begins with a draft of the prices in force, and with the rules for fees."""
    await copy_in_force(uow, source_id, target_id)
    rules = select(FeeRule).where(FeeRule.estate_id == source_id, FeeRule.valid_to.is_(None))
    for row in (await uow.execute(select(rules.subquery()))).mappings():
        kept = {str(name): value for name, value in row.items()} | {
            "id": new_id(),
            "estate_id": target_id,
            "building_ids": None,
            "version": 1,
            "set_at": uow.now,
            "set_by": None,
        }
        uow.add(FeeRule, **kept)


@hook()
async def estate_unsettled(uow: UnitOfWork, estate_id: int) -> list[Unsettled]:
    """Bills, payments and refunds under way, and money of residents that is held."""
    return await unsettled(uow, estate_id)


__all__ = [
    "estate_cloning",
    "estate_unsettled",
    "recharge_agreed",
    "recharge_withdrawn",
    "ticket_stepping",
]
