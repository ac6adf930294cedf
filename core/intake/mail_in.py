"""A mail becomes a report: its sender's where that is known, somebody's where it is not (S-A1)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.estates.models import Residency, Resident
from core.files.cleaning import cleaned
from core.files.models import Attachment
from core.files.rules import disposition, media_type_of
from core.files.store import Described, FileStore, place_of
from core.ids import new_id
from core.intake.inbox import Source, Taken, once
from core.intake.mail import Enclosed, Mail, read_mail
from core.notify.models import NotificationPreference
from core.tickets.report import Report, report
from core.tickets.rules import NAME_MOST

NOT_SAID = "邮件未说明"


@dataclass(frozen=True, slots=True)
class _Sender:
    """Whose address it is, and the house they live in where that is one."""

    resident_id: UUID | None = None
    house_id: UUID | None = None


async def mail_once(
    source: Source, body: bytes, store: FileStore, uow: UnitOfWork, name: str = ""
) -> Taken:
    """A mail as it travels, taken in unless it was before. Relays change what surrounds it: its own
    Message-ID tells it from others, or `name` where it has none. Raises what `read_mail` and
    `report` refuse."""
    mail = read_mail(body, name)
    return await once(uow, source, mail.message_id, b"", lambda: mail_in(source, mail, store, uow))


async def mail_in(source: Source, mail: Mail, store: FileStore, uow: UnitOfWork) -> Taken:
    """Reported. What is enclosed and of a kind that is taken is the ticket's. Raises what `report`
    refuses."""
    sender = await _sender(uow, source, mail.sender)
    files = [await _kept(source, each, store, uow) for each in mail.enclosed]
    await uow.flush()
    new = Report(
        estate_id=source.estate_id,
        kind=source.kind,
        channel=source.channel,
        content=mail.content,
        category_code=source.category_code,
        urgency=source.urgency,
        house_id=sender.house_id,
        unknown_house=None if sender.house_id else NOT_SAID,
        unknown_place=None if sender.house_id else NOT_SAID,
        requester_id=sender.resident_id,
        contact_name=None if sender.resident_id else mail.sender_name[:NAME_MOST] or None,
        unknown_contact=None if sender.resident_id else "只有邮箱地址，发件人未登记",
        unknown_occurred=NOT_SAID,
        attachments=tuple(each for each in files if each is not None),
    )
    receipt = await report(source.actor, new, uow)
    return Taken(receipt.ticket, receipt.number, new=True)


async def _sender(uow: UnitOfWork, source: Source, address: str) -> _Sender:
    """The one resident who gave this address; nobody, where several did."""
    own = uow.scope
    await uow.enter(Scope.system(source.group_id, source.estate_id))
    today = func.date(uow.now)
    found = await uow.execute(
        select(Resident.id, Residency.house_id)
        .join(
            NotificationPreference,
            (NotificationPreference.group_id == Resident.group_id)
            & (NotificationPreference.account_id == Resident.account_id),
        )
        .outerjoin(
            Residency,
            (Residency.estate_id == Resident.estate_id)
            & (Residency.resident_id == Resident.id)
            & or_(Residency.until.is_(None), Residency.until >= today),
        )
        .where(
            Resident.estate_id == source.estate_id,
            func.lower(NotificationPreference.email) == address,
        )
        .limit(20)
    )
    rows = found.all()
    await uow.enter(own)
    residents = {row.id for row in rows}
    houses = {row.house_id for row in rows if row.house_id is not None}
    if len(residents) != 1:
        return _Sender()
    return _Sender(residents.pop(), houses.pop() if len(houses) == 1 else None)


async def _kept(
    source: Source, enclosed: Enclosed, store: FileStore, uow: UnitOfWork
) -> UUID | None:
    """The key of a file of a kind that is taken; None for signatures, cards and whatever else."""
    try:
        media_type = media_type_of(enclosed.content)
        content = cleaned(enclosed.content, media_type)
    except GuanjiaError:
        return None
    key = new_id()
    said = Described(media_type, disposition(enclosed.name))
    await store.put(place_of(source.group_id, source.estate_id, key), content, said)
    uow.add(
        Attachment,
        group_id=source.group_id,
        estate_id=source.estate_id,
        id=key,
        account_id=source.actor.account_id,
        name=enclosed.name,
        media_type=media_type,
        size=len(content),
        created_at=uow.now,
        stored_at=uow.now,
    )
    return key


__all__ = ["mail_in", "mail_once"]
