"""Reading and writing tickets. The area's SQL stands here alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    DateTime,
    Uuid,
    and_,
    bindparam,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from core.actor import Role
from core.db.keys import THEM, is_one, keys
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Estate, House, Resident
from core.estates.repository import ESTATE_COLUMNS, EstateFacts, facts_from
from core.sla.history import Entry, entry
from core.staff.models import Staff
from core.staff.repository import still_here
from core.tickets.kinds import Channel, Kind, Nature, Severity, State, Urgency
from core.tickets.models import Category, Ticket, TicketEvent
from core.tickets.refs import TicketRef, key_of
from core.tickets.transitions import Facts


@dataclass(frozen=True, slots=True)
class Standing:
    """A ticket as it stands, read under its lock."""

    ref: TicketRef
    group_id: int
    number: str
    version: int
    state: State
    state_before_hold: State | None
    kind: Kind
    category_code: str | None
    nature: Nature | None
    urgency: Urgency
    severity: Severity
    needs_developer: bool
    important: bool
    channel: Channel
    requester_id: UUID | None
    department_id: UUID | None
    assignee_id: UUID | None
    received_at: datetime
    reopened: int
    due_at: datetime | None = None
    lead_id: UUID | None = None
    followed: int | None = None

    @property
    def facts(self) -> Facts:
        """What decides who may do what with it."""
        return Facts(
            self.ref.estate_id,
            self.state,
            self.kind,
            self.requester_id,
            self.assignee_id,
            joined=self.lead_id is not None,
        )


_STANDING = (
    Ticket.group_id,
    Ticket.number,
    Ticket.version,
    Ticket.state,
    Ticket.state_before_hold,
    Ticket.kind,
    Ticket.category_code,
    Ticket.nature,
    Ticket.urgency,
    Ticket.severity,
    Ticket.needs_developer,
    Ticket.important,
    Ticket.channel,
    Ticket.requester_id,
    Ticket.department_id,
    Ticket.assignee_id,
    Ticket.received_at,
    Ticket.reopened,
    Ticket.due_at,
    Ticket.lead_id,
    Ticket.followed,
)

_REF: tuple[Any, ...] = (Ticket.estate_id, Ticket.id)

_LOCK = (
    select(*_REF, *_STANDING)
    .join_from(THEM, Ticket, is_one(*_REF))
    .order_by(*_REF)
    .with_for_update(of=Ticket)
)

_ENTRY = (
    TicketEvent.at,
    TicketEvent.action,
    TicketEvent.from_state,
    TicketEvent.to_state,
    TicketEvent.data,
)

_OF: tuple[Any, ...] = (TicketEvent.estate_id, TicketEvent.ticket_id)

_HISTORY = (
    select(*_OF, *_ENTRY)
    .join_from(THEM, TicketEvent, is_one(*_OF))
    .order_by(*_OF, TicketEvent.sequence)
)


async def lock(uow: UnitOfWork, ref: TicketRef) -> Standing:
    """The ticket, nobody else's to change until the transaction ends; `NotFound` out of scope."""
    for ticket in await lock_all(uow, (ref,)):
        return ticket
    raise NotFound("ticket")


async def lock_all(uow: UnitOfWork, tickets: Iterable[TicketRef]) -> list[Standing]:
    """Those of the tickets that are in scope, under lock, in the order in which all lock them."""
    found = await uow.execute(_LOCK, [keys(key_of(ref) for ref in tickets)])
    return [
        Standing(ref=TicketRef(row.pop("estate_id"), row.pop("id")), **row)
        for row in map(dict, found.mappings())
    ]


async def history(uow: UnitOfWork, ref: TicketRef) -> tuple[Entry, ...]:
    """Everything that happened to the ticket, in order, as far as the scope may see it."""
    return (await histories(uow, (ref,))).get(ref, ())


async def histories(
    uow: UnitOfWork, tickets: Iterable[TicketRef]
) -> dict[TicketRef, tuple[Entry, ...]]:
    """The histories of several tickets."""
    found = await uow.execute(_HISTORY, [keys(key_of(ref) for ref in tickets)])
    told: dict[TicketRef, list[Entry]] = {}
    for row in found:
        estate_id, ticket_id, *columns = tuple(row)
        told.setdefault(TicketRef(estate_id, ticket_id), []).append(entry(*columns))
    return {ticket: tuple(entries) for ticket, entries in told.items()}


async def promise(uow: UnitOfWork, moments: Mapping[TicketRef, datetime | None]) -> None:
    """Write the promised times of completion of tickets that are locked."""
    rows = [
        {"estate_id": ref.estate_id, "id": ref.id, "due_at": due_at}
        for ref, due_at in moments.items()
    ]
    await uow.rewrite(Ticket, rows)


async def change(uow: UnitOfWork, ref: TicketRef, values: Mapping[str, Any]) -> None:
    """Write columns of a ticket that is locked."""
    await uow.execute(
        update(Ticket)
        .where(Ticket.estate_id == ref.estate_id, Ticket.id == ref.id)
        .values(**values)
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a report refers to, as far as it exists and the scope may see it."""

    estate: EstateFacts
    house_label: str | None
    resident_id: UUID | None
    resident_name: str | None
    resident_phone: str | None
    resident_important: bool
    staff_id: UUID | None
    staff_role: Role | None
    category_kind: Kind | None
    category_nature: Nature | None


_AROUND = (
    select(
        *ESTATE_COLUMNS,
        House.label.label("house_label"),
        Resident.id.label("resident_id"),
        Resident.name.label("resident_name"),
        Resident.phone.label("resident_phone"),
        Resident.important.label("resident_important"),
        Staff.id.label("staff_id"),
        Staff.role.label("staff_role"),
        Category.kind.label("category_kind"),
        Category.nature.label("category_nature"),
    )
    .outerjoin(
        House, and_(House.estate_id == Estate.id, House.id == bindparam("house", type_=Uuid))
    )
    .outerjoin(
        Resident,
        and_(
            Resident.estate_id == Estate.id,
            Resident.id == bindparam("residents", type_=ARRAY(Uuid)).any_(),
        ),
    )
    .outerjoin(
        Staff,
        and_(
            Staff.estate_id == Estate.id,
            Staff.id == bindparam("staff", type_=ARRAY(Uuid)).any_(),
            still_here(bindparam("at", type_=DateTime(timezone=True))),
        ),
    )
    .outerjoin(
        Category,
        and_(Category.group_id == Estate.group_id, Category.code == bindparam("category")),
    )
    .where(Estate.id == bindparam("estate"))
    .order_by(Resident.id, Staff.id)
    .limit(1)
)

_NEW = (
    insert(Ticket)
    .on_conflict_do_nothing(index_elements=["estate_id", "number"])
    .execution_options(preserve_rowcount=True)
)


async def surroundings(
    uow: UnitOfWork,
    estate_id: int,
    *,
    house_id: UUID | None,
    residents: tuple[UUID, ...],
    staff: tuple[UUID, ...],
    category_code: str | None,
    received_at: datetime,
    at: datetime,
) -> Surroundings:
    """Everything a report refers to, in one statement; `NotFound` where the estate is not in scope.

    Of `residents` and `staff` the one that belongs to the estate is taken; staff
    must still work here at `at`. Policy and calendar are those of the time of receipt.
    """
    found = await uow.execute(
        _AROUND,
        [
            {
                "estate": estate_id,
                "house": house_id,
                "residents": list(residents),
                "staff": list(staff),
                "category": category_code,
                "at": at,
                "since": received_at,
                "policy_at": received_at,
            }
        ],
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound("estateId")
    return Surroundings(
        estate=facts_from(row, received_at),
        house_label=row["house_label"],
        resident_id=row["resident_id"],
        resident_name=row["resident_name"],
        resident_phone=row["resident_phone"],
        resident_important=bool(row["resident_important"]),
        staff_id=row["staff_id"],
        staff_role=row["staff_role"],
        category_kind=row["category_kind"],
        category_nature=row["category_nature"],
    )


async def insert_ticket(uow: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Write a new ticket; False, and nothing written, where its number is taken."""
    return (await uow.execute(_NEW, [values])).rowcount == 1


async def category(uow: UnitOfWork, group_id: int, code: str) -> tuple[Kind, Nature | None]:
    """Kind and nature of a category of the group; `NotFound` where it has none of this code."""
    row = await uow.row(
        select(Category.kind, Category.nature).where(
            Category.group_id == group_id, Category.code == code
        )
    )
    if row is None:
        raise NotFound("categoryCode")
    return row["kind"], row["nature"]


Place = tuple[datetime, UUID | None]
"""Where a walk through tickets stands: the time of receipt and the key of the last one."""


async def histories_before(
    uow: UnitOfWork, estate_id: int, since: datetime, before: Place, most: int
) -> tuple[dict[TicketRef, tuple[Entry, ...]], Place]:
    """The histories of `most` tickets received from `since` on and before a place, backwards.

    With the place at which they end. Locks nothing.
    """
    at, key = before
    earlier = Ticket.received_at < at
    if key is not None:
        earlier = or_(earlier, and_(Ticket.received_at == at, Ticket.id < key))
    page = (
        select(Ticket.id, Ticket.received_at)
        .where(Ticket.estate_id == estate_id, Ticket.received_at >= since, earlier)
        .order_by(Ticket.received_at.desc(), Ticket.id.desc())
        .limit(most)
        .cte("page")
        .prefix_with("materialized", dialect="postgresql")
    )
    found = await uow.execute(
        select(page.c.id.label("ticket_id"), page.c.received_at, *_ENTRY)
        .join(TicketEvent, TicketEvent.ticket_id == page.c.id)
        .where(TicketEvent.estate_id == estate_id)
        .order_by(page.c.received_at.desc(), page.c.id.desc(), TicketEvent.sequence)
    )
    pasts: dict[TicketRef, list[Entry]] = {}
    place = before
    for row in found:
        place = (row.received_at, row.ticket_id)
        made = entry(row.at, row.action, row.from_state, row.to_state, row.data)
        pasts.setdefault(TicketRef(estate_id, row.ticket_id), []).append(made)
    return {ref: tuple(past) for ref, past in pasts.items()}, place


async def known_categories(uow: UnitOfWork, group_id: int, codes: Sequence[str]) -> frozenset[str]:
    """Which of these categories the group has."""
    found = select(Category.code).where(Category.group_id == group_id, Category.code.in_(codes))
    return frozenset((await uow.execute(found)).scalars())


__all__ = [
    "Place",
    "Standing",
    "Surroundings",
    "category",
    "change",
    "histories",
    "histories_before",
    "history",
    "insert_ticket",
    "known_categories",
    "lock",
    "lock_all",
    "promise",
    "surroundings",
]
