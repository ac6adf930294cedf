"""What the workers do: bill fees, follow up arrears, ask providers, reconcile the books."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.estates.move_in import MOVED_IN
from core.ids import new_id
from core.jobs.handlers import Consumer, Courier, CronJob, CronRun, Jobs, TimerKind
from core.jobs.schedule import daily
from plugins.paid_services.fees.change_owner import owner_changed
from plugins.paid_services.fees.dunning import remind
from plugins.paid_services.fees.generate import bill_due
from plugins.paid_services.ledger.reconcile import reconcile
from plugins.paid_services.payments.begin import BEGUN, DOUBTFUL
from plugins.paid_services.payments.models import Payment
from plugins.paid_services.payments.online import (
    ask_after,
    doubt,
    fetch_statement,
    give_back,
    have_it_taken,
)
from plugins.paid_services.payments.refund import APPROVED
from plugins.paid_services.recharges.book import TOPICS as RECHARGED
from plugins.paid_services.recharges.book import follow as recharged

STATEMENT_DUE = "paid_services.statement_due"


async def bill_fees(uow: UnitOfWork, run: CronRun) -> None:
    """Bill the periods that have begun."""
    day = run.slot.astimezone(await _zone(uow, run)).date()
    await bill_due(uow, run.estate_id, day)


async def follow_up_arrears(uow: UnitOfWork, run: CronRun) -> None:
    """Remind residents, and tell butlers whom to call."""
    day = run.slot.astimezone(await _zone(uow, run)).date()
    await remind(uow, run.group_id, run.estate_id, day)


async def ask_for_statements(uow: UnitOfWork, run: CronRun) -> None:
    """Have yesterday's file fetched from every provider that the estate was ever paid by."""
    day = run.slot.astimezone(await _zone(uow, run)).date() - timedelta(days=1)
    providers = (
        select(Payment.provider)
        .where(Payment.estate_id == run.estate_id, Payment.provider.is_not(None))
        .distinct()
    )
    for provider in (await uow.execute(providers)).scalars():
        uow.emit(
            STATEMENT_DUE,
            group_id=run.group_id,
            estate_id=run.estate_id,
            subject_id=new_id(),
            provider=provider,
            day=day.isoformat(),
        )


async def reconcile_books(uow: UnitOfWork, run: CronRun) -> None:
    """Look the books through, with yesterday's online payments."""
    day = run.slot.astimezone(await _zone(uow, run)).date() - timedelta(days=1)
    await reconcile(uow, run.group_id, run.estate_id, day)


async def _zone(uow: UnitOfWork, run: CronRun) -> ZoneInfo:
    zone = await uow.execute(select(Estate.zone).where(Estate.id == run.estate_id))
    return ZoneInfo(zone.scalar_one())


JOBS = Jobs(
    timers=(TimerKind(DOUBTFUL, doubt, winding_down=True),),
    consumers=(
        Consumer("paid_services.owner_changed", frozenset({MOVED_IN}), owner_changed),
        Consumer("paid_services.recharged", RECHARGED, recharged),
    ),
    couriers=(
        Courier("paid_services.have_it_taken", frozenset({BEGUN}), have_it_taken),
        Courier("paid_services.ask_after", frozenset({DOUBTFUL}), ask_after, winding_down=True),
        Courier("paid_services.give_back", frozenset({APPROVED}), give_back, winding_down=True),
        Courier(
            "paid_services.fetch_statement",
            frozenset({STATEMENT_DUE}),
            fetch_statement,
            seconds=120.0,
        ),
    ),
    cron=(
        CronJob("paid_services.fees", daily("02:00"), bill_fees),
        CronJob("paid_services.dunning", daily("09:30"), follow_up_arrears),
        CronJob("paid_services.statements", daily("10:30"), ask_for_statements, catch_up=3),
        CronJob("paid_services.reconcile", daily("11:30"), reconcile_books, catch_up=3),
    ),
)

__all__ = ["JOBS"]
