"""Taking tickets over from another system's file, once each, however often it is run."""

from collections.abc import Callable, Collection, Mapping
from contextlib import aclosing
from pathlib import Path

from core.actor import Actor
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError
from core.estates.repository import EstateFacts, estate_facts
from core.importing import repository
from core.importing.batch import Batch, batches
from core.importing.errors import ImportCode, ImportRefused
from core.importing.judge import Categories, Judge
from core.importing.mapping import Mapping as Declaration
from core.importing.rejects import reject_file
from core.importing.rows import Taking, Values, bases
from core.importing.source import Source
from core.importing.tally import Tally
from core.sla.follow import points_named
from core.sla.keep import DUE
from core.sla.models import Clock, ClockState
from core.sla.policy import COMPLETION
from core.sla.versions import POLICIES
from core.tickets.models import Ticket, TicketEvent
from core.tickets.number import ticket_number

NUMBERS_TRIED = 5


async def import_tickets(
    database: Database,
    actor: Actor,
    estate_id: int,
    source: Source,
    mapping: Declaration,
    reject: Path,
    on_progress: Callable[[int], None],
) -> Tally:
    """Take over every row that can be; write the others, and notes, to `reject`.

    Each transaction takes some rows whole: ticket, history, clock. Stopped at any moment, the next
    run finds by their source keys those that are there, and goes on. `on_progress` is told how
    many rows are done with. The actor must be the system's, at that estate.

    Raises `ImportRefused` for what stands in the way of the whole file.
    """
    scope = Scope.of(actor, (estate_id,))
    async with unit_of_work(database, scope) as uow:
        estate = await estate_facts(uow, estate_id)
        categories = await repository.categories(uow, estate.group_id)
        policies = await POLICIES.book(uow, estate.group_id, (estate.policy,))
        completion = policies.of(estate.policy).promise(COMPLETION)
        now = uow.now
        there = await repository.known(uow, estate_id, mapping.source)
    _check(estate, categories, mapping)
    judge = Judge(mapping, source.header, categories, now)
    points = () if completion is None else completion.points
    taking = Taking(actor, estate, now, mapping.note, points)
    tally = Tally(source.count, source.blank_lines)
    with reject_file(reject, source) as rejects:
        async with aclosing(batches(source, judge, taking, there)) as prepared:
            async for batch in prepared:
                async with unit_of_work(database, scope) as uow:
                    placed = await _place(uow, taking, mapping.source, batch)
                for verdict in batch.verdicts:
                    tally.add(verdict, placed)
                    if verdict.findings:
                        rejects.write(verdict)
                on_progress(len(batch.verdicts))
        if not tally.balanced:
            raise ImportRefused(
                ImportCode.FILE_CHANGED,
                f"{source.path} changed while it was read.",
                "Run it again: what was taken stays, and is not taken twice.",
            )
    return tally


async def _place(uow: UnitOfWork, taking: Taking, source: str, batch: Batch) -> Collection[str]:
    """Write a batch, each ticket with all that belongs to it; returns their source keys.

    Those that somebody else took over meanwhile are left as they are.
    """
    if not batch.tickets:
        return ()
    await repository.one_at_a_time(uow, taking.estate.id, source)
    await repository.plan_anew(uow)
    written = await _insert_tickets(uow, taking, batch.tickets)
    ids = {batch.tickets[key]["id"] for key in written}
    shared = bases(taking)
    for model, rows in ((TicketEvent, batch.events), (Clock, batch.clocks)):
        belonging = [row for row in rows if row["ticket_id"] in ids]
        await repository.insert_rows(uow, model, shared[model], belonging)
    for clock in batch.clocks:
        if clock["state"] is ClockState.RUNNING and clock["ticket_id"] in ids:
            _wake(uow, taking, clock)
    return written


async def _insert_tickets(
    uow: UnitOfWork, taking: Taking, tickets: Mapping[str, Values]
) -> set[str]:
    """Write tickets, drawing again where a number is taken; returns the keys of those written."""
    estate, base = taking.estate, bases(taking)[Ticket]
    written: set[str] = set()
    waiting = dict(tickets)
    for _ in range(NUMBERS_TRIED):
        free = await repository.insert_tickets(uow, base, list(waiting.values()))
        written |= free
        waiting = {key: row for key, row in waiting.items() if key not in free}
        if not waiting:
            return written
        for key in await repository.among_known(uow, estate.id, waiting):
            del waiting[key]
        for row in waiting.values():
            row["number"] = ticket_number(row["received_at"], estate.calendar.local)
    raise GuanjiaError(Code.UNAVAILABLE)


def _wake(uow: UnitOfWork, taking: Taking, clock: Values) -> None:
    """Have a promise that is still ahead looked at when it warns, or falls due."""
    placed = points_named(taking.points, clock["started_at"], clock["due_at"])
    ahead = [at for at, point in placed if point.name not in clock["warned"]]
    uow.set_timer(
        DUE,
        f"{clock['ticket_id']}:{COMPLETION}:1:1",
        min([*ahead, clock["due_at"]]),
        **taking.tenant,
        ticket=str(clock["ticket_id"]),
    )


def _check(estate: EstateFacts, categories: Categories, mapping: Declaration) -> None:
    if estate.closed_at is not None:
        raise ImportRefused(ImportCode.ESTATE_CLOSED, "the estate is no longer served.")
    declared = mapping.ticket.category_code
    unknown = sorted((declared.outcomes if declared else frozenset()) - categories.keys())
    if unknown:
        raise ImportRefused(
            ImportCode.CATEGORIES_UNKNOWN,
            f"the group has no category {', '.join(unknown)}.",
            "Correct ticket.category_code in the mapping, or add the categories to the group.",
        )


__all__ = ["import_tickets"]
