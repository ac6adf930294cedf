"""A report that another system makes: the same as anybody's, by the channel it came in (S-A1)."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.intake.inbox import Source, Taken
from core.intake.messages import ReportSaid, instant
from core.intake.recognise import recognise
from core.tickets.report import Report, report

NOT_SAID = "来源系统未提供"


async def take_in(source: Source, said: ReportSaid, uow: UnitOfWork) -> Taken:
    """Reported. Raises what `report` refuses."""
    house_id = await _house(uow, source, said.address)
    place = said.place or said.address
    known = said.contact_name and said.contact_phone
    new = Report(
        estate_id=source.estate_id,
        kind=said.kind or source.kind,
        channel=source.channel,
        content=said.content,
        category_code=said.category_code or source.category_code,
        urgency=said.urgency or source.urgency,
        house_id=house_id,
        unknown_house=None if house_id else (NOT_SAID if not said.address else "地址未能确认"),
        place=place,
        unknown_place=None if place or house_id else NOT_SAID,
        contact_name=said.contact_name,
        contact_phone=said.contact_phone,
        unknown_contact=None if known else NOT_SAID,
        occurred_at=instant(said.occurred_at, uow.now),
        unknown_occurred=None if said.occurred_at else NOT_SAID,
        received_at=instant(said.received_at, uow.now),
    )
    receipt = await report(source.actor, new, uow)
    return Taken(receipt.ticket, receipt.number, new=True)


async def _house(uow: UnitOfWork, source: Source, address: str | None) -> UUID | None:
    """The house an address names in full; nothing is guessed (S-A4)."""
    if not address:
        return None
    found = await recognise(uow, source.estate_id, address)
    return found[0].house_id if found and found[0].certain else None


__all__ = ["NOT_SAID", "take_in"]
