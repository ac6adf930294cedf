"""Evidence from both sides: photographs and papers, with a step or afterwards (S-N3).

The developer announces a file, sends it, and gives it with its answer; the estate chooses among
the ticket's. What neither gave is seen by the other side as little as before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping, delete, select

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import Conflict
from core.files.attach import attach
from core.files.models import Attachment
from core.files.prepare import Prepare, announce
from core.files.rules import LOOSE_FOR
from core.ids import new_id
from core.jobs.handlers import CronRun
from core.tickets.repository import lock
from core.tickets.rules import NOTE_MOST
from plugins.developer_escalation import rights
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.handover import repository
from plugins.developer_escalation.handover.kinds import HandOverAction, Side
from plugins.developer_escalation.handover.models import EvidenceFile, Upload
from plugins.developer_escalation.handover.record import By, move
from plugins.developer_escalation.handover.repository import Handed
from plugins.developer_escalation.handover.transitions import target


@dataclass(frozen=True, slots=True)
class PrepareFile:
    """A file to come, of `size` bytes, about a matter that the caller's company was handed."""

    estate_id: int
    hand_over_id: UUID
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """More files: of the ticket's, from the estate; announced and sent, from the developer."""

    estate_id: int
    id: UUID
    expected_version: int
    files: tuple[UUID, ...] = ()
    note: str | None = None


async def prepare_file(actor: Actor, new: PrepareFile, uow: UnitOfWork) -> UUID:
    """The key of the announced file, to be sent by its link while that holds.

    Raises `NotFound`, HAND_OVER_STEP_NOT_ALLOWED, FILE_TOO_LARGE, FILES_TOO_MANY, `TextCode`.
    """
    handed = await repository.seen(uow, new.estate_id, new.hand_over_id)
    target(handed.state, HandOverAction.ADD_EVIDENCE)
    async with as_system(uow, handed.group_id, handed.estate_id):
        coming = Prepare(handed.estate_id, new.name, new.size)
        key = await announce(actor, coming, uow)
        uow.add(
            Upload,
            group_id=handed.group_id,
            estate_id=handed.estate_id,
            id=key,
            hand_over_id=handed.id,
            partner_id=handed.partner_id,
            account_id=actor.account_id,
            name=new.name.strip(),
            size=new.size,
            created_at=uow.now,
        )
    return key


async def add_evidence(actor: Actor, new: AddEvidence, uow: UnitOfWork) -> None:
    """Added, and on record with who added it.

    Raises `NotFound`, `Conflict`, HAND_OVER_STEP_NOT_ALLOWED, EVIDENCE_MISSING, and what the
    sides' files are refused for.
    """
    theirs = actor.audience is Audience.PARTNER
    if not theirs:
        rights.require(actor, new.estate_id, rights.HAND_OVER, "handOverId")
    note = text.optional("note", new.note, NOTE_MOST)
    seen = await repository.seen(uow, new.estate_id, new.id)
    if not new.files:
        raise refuse(DeveloperCode.EVIDENCE_MISSING, "fileIds" if theirs else "evidenceIds")
    async with as_system(uow, seen.group_id, seen.estate_id):
        await lock(uow, seen.ticket)
        handed = await repository.locked(uow, seen.estate_id, seen.id)
        if handed.version != new.expected_version:
            raise Conflict(handed.version)
        step, keep = HandOverAction.ADD_EVIDENCE, keep_sent if theirs else keep_chosen
        by = By.of(actor, Side.DEVELOPER if theirs else Side.ESTATE)
        await move(uow, handed, step, by, note)
        await keep(actor, handed, new.files, step, uow)


async def keep_chosen(
    actor: Actor, handed: Handed, files: Iterable[UUID], step: HandOverAction, uow: UnitOfWork
) -> None:
    """The estate's choice among the ticket's files is the developer's to see.

    Raises EVIDENCE_NOT_OF_TICKET, for what is evidence already as well.
    """
    wanted = frozenset(files)
    found = await repository.files_of(uow, handed.ticket, wanted)
    had = await repository.evidence_of(uow, handed)
    if len(found) != len(wanted) or wanted & had:
        raise refuse(DeveloperCode.EVIDENCE_NOT_OF_TICKET, "evidenceIds")
    for each in found:
        _keep(uow, handed, Side.ESTATE, step, each["id"], each)


async def keep_sent(
    actor: Actor, handed: Handed, files: Iterable[UUID], step: HandOverAction, uow: UnitOfWork
) -> None:
    """What the caller has announced for this hand-over and sent is evidence, and the ticket's.

    The customer does not see it. Raises EVIDENCE_NOT_SENT, FILES_TOO_MANY.
    """
    wanted = frozenset(files)
    if not wanted:
        return
    announced = (
        Upload.estate_id == handed.estate_id,
        Upload.hand_over_id == handed.id,
        Upload.account_id == actor.account_id,
        Upload.id.in_(wanted),
    )
    found = await uow.execute(
        select(Attachment.id, Attachment.name, Attachment.media_type, Attachment.size)
        .join(Upload, (Upload.estate_id == Attachment.estate_id) & (Upload.id == Attachment.id))
        .where(*announced, Attachment.stored_at.is_not(None), Attachment.ticket_id.is_(None))
        .order_by(Attachment.id)
    )
    rows = found.mappings().all()
    if len(rows) != len(wanted):
        raise refuse(DeveloperCode.EVIDENCE_NOT_SENT, "fileIds")
    await attach(actor, handed.ticket, None, tuple(wanted), uow)
    await uow.execute(delete(Upload).where(*announced))
    for each in rows:
        _keep(uow, handed, Side.DEVELOPER, step, each["id"], each)


def _keep(
    uow: UnitOfWork,
    handed: Handed,
    side: Side,
    step: HandOverAction,
    attachment_id: UUID,
    file: RowMapping,
) -> None:
    uow.add(
        EvidenceFile,
        group_id=handed.group_id,
        estate_id=handed.estate_id,
        id=new_id(),
        hand_over_id=handed.id,
        partner_id=handed.partner_id,
        attachment_id=attachment_id,
        side=side,
        step=step,
        name=file["name"],
        media_type=file["media_type"],
        size=file["size"],
    )


async def sweep(uow: UnitOfWork, run: CronRun) -> None:
    """What was announced more than a day ago and never given is forgotten; the core sweeps the
    files themselves."""
    await uow.execute(
        delete(Upload).where(
            Upload.estate_id == run.estate_id, Upload.created_at < uow.now - LOOSE_FOR
        )
    )


__all__ = [
    "AddEvidence",
    "PrepareFile",
    "add_evidence",
    "keep_chosen",
    "keep_sent",
    "prepare_file",
    "sweep",
]
