"""What the workers do, declared as values and passed to them explicitly.

An area or a plugin declares its `Jobs`; the application composes them once into `Handlers`. Names
stand in queue rows for as long as these wait, so they are never changed; a plugin's begin with its
id and a dot.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from core.db.engine import Database
from core.db.unit_of_work import UnitOfWork
from core.jobs.schedule import Schedule
from core.plugin.standing import Standing

EVERY_TOPIC = "*"


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer whose time has come. `attempts` counts earlier failures."""

    id: UUID
    group_id: int
    estate_id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    due_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the outbox. `id` is the same however often it is delivered."""

    id: UUID
    group_id: int
    estate_id: int
    topic: str
    subject_id: UUID
    payload: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class CronRun:
    """One run of a scheduled job for one estate. `slot` is the instant it was scheduled for."""

    job: str
    group_id: int
    estate_id: int
    slot: datetime


TimerHandler = Callable[[UnitOfWork, DueTimer], Awaitable[None]]
TimersHandler = Callable[[UnitOfWork, Sequence[DueTimer]], Awaitable[None]]
EventHandler = Callable[[UnitOfWork, Event], Awaitable[None]]
EventsHandler = Callable[[UnitOfWork, Sequence[Event]], Awaitable[None]]
CronHandler = Callable[[UnitOfWork, CronRun], Awaitable[None]]
CourierHandler = Callable[[Database, Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TimerKind:
    """Timers of one kind: `handle` is called once for each, in the transaction that ends it.

    `together`, where there is one, is called instead with all that a worker has claimed at once:
    a thousand that fall due in one minute then cost a few statements. They are of one group and, in
    the core, of several estates, all of them in scope; a plugin's are of one estate.
    `winding_down` ones of a plugin go on after its contract, for what it had begun.
    """

    name: str
    handle: TimerHandler
    plugin: str | None = None
    together: TimersHandler | None = None
    winding_down: bool = False


@dataclass(frozen=True, slots=True)
class Consumer:
    """Takes events of `topics` into the database: exactly once, in the delivery's transaction.

    `together`, where there is one, is called instead with all that a worker has claimed at once,
    of one group; they may be several of one subject (see `TimerKind`). Of a topic that `only`
    names, events are delivered whose payload says all that stands there, and no others.
    """

    winding_down: ClassVar[bool] = False

    name: str
    topics: frozenset[str]
    handle: EventHandler
    plugin: str | None = None
    together: EventsHandler | None = None
    only: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Courier:
    """Carries events of `topics` outside: at least once, to be made idempotent by `Event.id`.

    Called outside of any transaction and given `seconds` for one event; a delivery whose worker
    died is taken up again after that time. `winding_down`: as with `TimerKind`.
    """

    name: str
    topics: frozenset[str]
    handle: CourierHandler
    seconds: float = 30.0
    plugin: str | None = None
    only: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    winding_down: bool = False


@dataclass(frozen=True, slots=True)
class CronJob:
    """Work done for every open estate at its own local times.

    `catch_up` is how many missed slots are made up for, the latest ones, oldest first.
    """

    winding_down: ClassVar[bool] = False

    name: str
    schedule: Schedule
    handle: CronHandler
    catch_up: int = 1
    plugin: str | None = None


class Gate(Protocol):
    """Where a plugin stands at `at`, at the one estate of the unit of work's scope."""

    async def __call__(self, uow: UnitOfWork, plugin: str, at: datetime) -> Standing: ...


@dataclass(frozen=True, slots=True)
class Jobs:
    """What one area or one plugin has the workers do."""

    timers: tuple[TimerKind, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    couriers: tuple[Courier, ...] = ()
    cron: tuple[CronJob, ...] = ()

    def names(self) -> Iterator[str]:
        """Every name declared, in a fixed order."""
        for declared in (self.timers, self.consumers, self.couriers, self.cron):
            yield from (job.name for job in declared)


J = TypeVar("J", TimerKind, Consumer, Courier, CronJob)


@dataclass(frozen=True, slots=True)
class Handlers:
    """All jobs by name. Those of a plugin run only where the gate says that it is enabled."""

    timers: Mapping[str, TimerKind]
    consumers: Mapping[str, Consumer]
    couriers: Mapping[str, Courier]
    cron: Mapping[str, CronJob]
    gate: Gate | None = None

    @classmethod
    def compose(
        cls,
        areas: Iterable[Jobs] = (),
        plugins: Mapping[str, Jobs] | None = None,
        *,
        gate: Gate | None = None,
    ) -> "Handlers":
        """The jobs of the core's areas and of plugins by id.

        Raises ValueError for a name declared twice, a plugin's name without its prefix, an empty
        topic list, or plugins without a gate.
        """
        plugins = plugins or {}
        if gate is None and any(True for jobs in plugins.values() for _ in jobs.names()):
            raise ValueError("plugins' jobs need a gate")
        owned: list[tuple[str | None, Jobs]] = [(None, jobs) for jobs in areas]
        owned += sorted(plugins.items())
        for plugin, jobs in owned:
            for name in jobs.names():
                if plugin is not None and not name.startswith(f"{plugin}."):
                    raise ValueError(f'plugin {plugin}: the job "{name}" must begin "{plugin}."')
        return cls(
            timers=_by_name((plugin, jobs.timers) for plugin, jobs in owned),
            consumers=_by_name((plugin, jobs.consumers) for plugin, jobs in owned),
            couriers=_by_name((plugin, jobs.couriers) for plugin, jobs in owned),
            cron=_by_name((plugin, jobs.cron) for plugin, jobs in owned),
            gate=gate,
        )

    async def standing(self, uow: UnitOfWork, plugin: str, at: datetime) -> Standing:
        """Where a plugin stands at the estate of the scope."""
        return Standing.OFF if self.gate is None else await self.gate(uow, plugin, at)

    def __post_init__(self) -> None:
        both = self.consumers.keys() & self.couriers.keys()
        if both:
            raise ValueError(f'"{min(both)}" is declared as a consumer and as a courier')


def _by_name(owned: Iterable[tuple[str | None, tuple[J, ...]]]) -> Mapping[str, J]:
    found: dict[str, J] = {}
    for plugin, jobs in owned:
        for job in jobs:
            if job.name in found:
                raise ValueError(f'the job "{job.name}" is declared twice')
            found[job.name] = replace(job, plugin=plugin)
    return MappingProxyType(found)


__all__ = [
    "EVERY_TOPIC",
    "Consumer",
    "Courier",
    "CronJob",
    "CronRun",
    "DueTimer",
    "Event",
    "Gate",
    "Handlers",
    "Jobs",
    "TimerKind",
]
