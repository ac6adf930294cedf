"""What files have the workers do: sweep what belongs to nothing, and delete what was removed."""

from sqlalchemy import select

from core.config import Settings
from core.db.engine import Database
from core.db.unit_of_work import UnitOfWork
from core.files.models import Attachment
from core.files.remove import ESTATE_ERASED, REMOVED, drop
from core.files.rules import LOOSE_FOR
from core.files.store import FileStore, folder_of, place_of
from core.jobs.handlers import Courier, CronJob, CronRun, Event, Jobs
from core.jobs.schedule import daily

SWEPT_AT = "03:20"
AT_ONCE = 500


async def sweep(uow: UnitOfWork, run: CronRun) -> None:
    """Files announced or sent more than a day ago, and still of nothing, go."""
    loose = (
        select(Attachment.id)
        .where(
            Attachment.estate_id == run.estate_id,
            Attachment.ticket_id.is_(None),
            Attachment.report_id.is_(None),
            Attachment.created_at < uow.now - LOOSE_FOR,
        )
        .order_by(Attachment.created_at)
        .limit(AT_ONCE)
    )
    for attachment_id in (await uow.execute(loose)).scalars().all():
        await drop(uow, run.group_id, run.estate_id, attachment_id)


def jobs(settings: Settings) -> Jobs:
    """The jobs, over the settings' file store."""

    async def delete_bytes(database: Database, event: Event) -> None:
        """Idempotent: what is not there is deleted."""
        store = FileStore.of(settings)
        await store.delete(place_of(event.group_id, event.estate_id, event.subject_id))

    async def delete_all(database: Database, event: Event) -> None:
        """Idempotent: what is left is deleted."""
        await FileStore.of(settings).delete_below(folder_of(event.group_id, event.estate_id))

    return Jobs(
        couriers=(
            Courier("files.delete", frozenset({REMOVED}), delete_bytes),
            Courier("files.erase", frozenset({ESTATE_ERASED}), delete_all, seconds=600.0),
        ),
        cron=(CronJob("files.sweep", daily(SWEPT_AT), sweep),),
    )


__all__ = ["jobs", "sweep"]
