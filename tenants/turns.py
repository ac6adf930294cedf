"""A plugin's turns at an estate: let it set up what it needs, and settle what is open.

Dates alone say whether a plugin is on. What follows from the dates is looked up in the rows: a term
that has begun and is not set up, one that has ended and is not settled. So it is all the same who
looks (the signing itself, or a timer at the instant), how often, and what has changed meanwhile.
A term that continues another one of its plugin without a gap is a change of configuration.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.ids import new_id
from core.jobs.failure import describe, next_try
from core.jobs.handlers import DueTimer, Jobs, TimerKind
from core.plugin.catalogue import Catalogue
from core.plugin.faults import Fault
from core.plugin.lifecycle import disable, enable
from tenants.errors import TenantsCode
from tenants.models import ContractPlugin

TURN = "contract.turn"
"""The timer of an instant at which something begins or ends at an estate."""


@dataclass(frozen=True, slots=True)
class Term:
    """A row of `contract_plugin`, with what has been done about it."""

    id: UUID
    plugin: str
    configuration: Mapping[str, Any]
    valid_from: datetime
    valid_to: datetime | None
    set_up_at: datetime | None
    settled_at: datetime | None

    @property
    def empty(self) -> bool:
        """Called off before it began."""
        return self.valid_to is not None and self.valid_to <= self.valid_from

    def holds(self, at: datetime) -> bool:
        """Whether it runs at an instant."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one plugin is to do now: set up for `begun`, or settle; `over` are terms left behind."""

    plugin: str
    begun: Term | None
    over: tuple[Term, ...]
    asked: bool
    """Whether the plugin has anything to do: not where a term only continues another."""


async def take_turns(installed: Catalogue, uow: UnitOfWork, group_id: int, estate_id: int) -> None:
    """Carry out what is due now at an estate, all of it or nothing.

    Raises PLUGIN_REFUSES with the plugin and its reason. Leaves the scope as it was.
    """
    scope = uow.scope
    await uow.enter(Scope.system(group_id, estate_id))
    for turn in due(installed, await read_terms(uow, estate_id), uow.now):
        try:
            await _take(installed, uow, estate_id, turn)
        except Exception as error:
            _put_on_record(uow, group_id, estate_id, turn, error)
            raise _refusal(turn, error) from error
    await uow.enter(scope)


def plan_turns(
    uow: UnitOfWork, group_id: int, estate_id: int, instants: Sequence[datetime | None]
) -> None:
    """Have what falls due at later instants done at those."""
    for instant in sorted({each for each in instants if each is not None and each > uow.now}):
        uow.set_timer(TURN, str(new_id()), instant, group_id=group_id, estate_id=estate_id)


def check_requirements(installed: Catalogue, terms: Sequence[Term], now: datetime) -> None:
    """Refuse terms during which, from now on, a plugin would lack one that it requires.

    Raises PLUGIN_REQUIRES.
    """
    by_plugin: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        by_plugin[term.plugin].append(term)
    for term in terms:
        if term.plugin not in installed or term.empty:
            continue
        if term.valid_to is not None and term.valid_to <= now:
            continue
        for required in sorted(installed[term.plugin].requires):
            gap = _gap(by_plugin[required], max(term.valid_from, now), term.valid_to)
            if gap is not None:
                raise GuanjiaError(
                    TenantsCode.PLUGIN_REQUIRES,
                    field="plugins",
                    details={"plugin": term.plugin, "required": required, "at": gap},
                )


def due(installed: Catalogue, terms: Sequence[Term], now: datetime) -> list[Turn]:
    """What is due: ends first, those that need others before these; then begins, after these."""
    running = {term.plugin for term in terms if term.holds(now)}
    on = installed.effective(running)
    begins: list[Turn] = []
    ends: list[Turn] = []
    for plugin in installed.manifests:
        mine = [term for term in terms if term.plugin == plugin and not term.empty]
        begun = next((term for term in mine if term.holds(now) and term.set_up_at is None), None)
        open_ = tuple(
            term
            for term in mine
            if term.valid_to is not None
            and term.valid_to <= now
            and term.set_up_at is not None
            and term.settled_at is None
        )
        if begun is not None and plugin in on:
            before = next((term for term in open_ if term.valid_to == begun.valid_from), None)
            same = before is not None and before.configuration == begun.configuration
            begins.append(Turn(plugin, begun, open_, asked=not same))
        elif open_ and plugin not in running:
            ends.append(Turn(plugin, None, open_, asked=True))
    return [*reversed(ends), *begins]


async def read_terms(uow: UnitOfWork, estate_id: int) -> list[Term]:
    """The estate's terms, held against others who would take the same turns."""
    columns = (
        ContractPlugin.id,
        ContractPlugin.plugin,
        ContractPlugin.configuration,
        ContractPlugin.valid_from,
        ContractPlugin.valid_to,
        ContractPlugin.set_up_at,
        ContractPlugin.settled_at,
    )
    statement = (
        select(*columns)
        .where(
            ContractPlugin.estate_id == estate_id,
            or_(ContractPlugin.settled_at.is_(None), ContractPlugin.valid_to > uow.now),
        )
        .order_by(ContractPlugin.valid_from, ContractPlugin.id)
        .with_for_update()
    )
    return [Term(**row) for row in (await uow.execute(statement)).mappings()]


def jobs(installed: Catalogue) -> Jobs:
    """What the workers do for contracts: the turns of an instant."""

    async def turn(uow: UnitOfWork, timer: DueTimer) -> None:
        await _take_timed(installed, uow, timer)

    return Jobs(timers=(TimerKind(TURN, turn),))


async def _take_timed(installed: Catalogue, uow: UnitOfWork, timer: DueTimer) -> None:
    """Each turn on its own; one that fails is on record, seen at the contract, and tried again."""
    failed = False
    for turn in due(installed, await read_terms(uow, timer.estate_id), uow.now):
        savepoint = await uow.connection.begin_nested()
        doing = UnitOfWork(uow.connection, uow.scope)
        try:
            await _take(installed, doing, timer.estate_id, turn)
            await savepoint.commit()
        except Exception as error:
            if uow.connection.invalidated or uow.connection.closed:
                raise
            await savepoint.rollback()
            _put_on_record(uow, timer.group_id, timer.estate_id, turn, error)
            await _mark(uow, timer.estate_id, turn, fault=_told(error))
            failed = True
    if failed:
        tries = int(timer.payload.get("tries", 0)) + 1
        again = next_try(tries, uow.now)
        if again is not None:
            uow.set_timer(
                TURN,
                str(new_id()),
                again,
                group_id=timer.group_id,
                estate_id=timer.estate_id,
                tries=tries,
            )


async def _take(installed: Catalogue, uow: UnitOfWork, estate_id: int, turn: Turn) -> None:
    if turn.asked and turn.begun is not None:
        await enable(installed, turn.plugin, uow, estate_id, turn.begun.configuration)
    elif turn.asked:
        await disable(installed, turn.plugin, uow, estate_id)
    await uow.flush()
    await _mark(uow, estate_id, turn)


async def _mark(uow: UnitOfWork, estate_id: int, turn: Turn, fault: str | None = None) -> None:
    done = None if fault is not None else uow.now
    this = update(ContractPlugin).where(ContractPlugin.estate_id == estate_id)
    if turn.begun is not None:
        values: dict[str, Any] = {"fault": fault, "set_up_at": done}
        await uow.execute(this.where(ContractPlugin.id == turn.begun.id).values(**values))
    if turn.over:
        over = [term.id for term in turn.over]
        values = {"fault": fault, "settled_at": done}
        await uow.execute(this.where(ContractPlugin.id.in_(over)).values(**values))


def _refusal(turn: Turn, error: Exception) -> GuanjiaError:
    reason = error if isinstance(error, GuanjiaError) else _told(error)
    return GuanjiaError(
        TenantsCode.PLUGIN_REFUSES,
        field="plugins",
        details={"plugin": turn.plugin, "reason": reason},
    )


def _told(error: Exception) -> str:
    """A refusal's code, else the failure's kind and place."""
    return error.code.value if isinstance(error, GuanjiaError) else describe(error)


def _put_on_record(
    uow: UnitOfWork, group_id: int, estate_id: int, turn: Turn, error: Exception
) -> None:
    place = "plugin_disabling" if turn.begun is None else "plugin_enabling"
    uow.faults.append(Fault(group_id, estate_id, turn.plugin, place, _told(error), uow.now))


def _gap(terms: Sequence[Term], begins: datetime, ends: datetime | None) -> datetime | None:
    """The first instant between `begins` and `ends` at which none of the terms runs."""
    at = begins
    while True:
        term = next((each for each in terms if each.holds(at)), None)
        if term is None:
            return at
        if term.valid_to is None or (ends is not None and term.valid_to >= ends):
            return None
        at = term.valid_to


__all__ = [
    "TURN",
    "Term",
    "Turn",
    "check_requirements",
    "due",
    "jobs",
    "plan_turns",
    "read_terms",
    "take_turns",
]
