"""Asking the plugins of a plan, and folding what they answer.

    found = await ask(plan, hooks.ticket_reporting, uow, actor=actor, report=new)
    for veto in found.of(Veto): ...

The answers come in the declared order, whatever the order of import. A plugin that fails costs its
own answer; only where the hook decides is `PluginFailed` raised.
"""

import asyncio
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy import text

from core import clock
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError
from core.jobs.failure import describe
from core.plugin.faults import Fault
from core.plugin.hooks import SPECIFICATIONS, Specification
from core.plugin.plan import Implementation, Plan

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

GRACE = 0.5
"""Seconds by which PostgreSQL is to end a query before it is given up from this side."""

log = structlog.get_logger("guanjia.plugins")


class Nonsense(Exception):
    """An answer of a kind that the hook does not know."""


class PluginFailed(GuanjiaError):
    """A plugin whose answer decides has failed."""

    def __init__(self, plugin: str, hook: str) -> None:
        super().__init__(Code.UNAVAILABLE, details={"plugin": plugin, "hook": hook})
        self.plugin = plugin


@dataclass(frozen=True, slots=True)
class Answer:
    """A value, and whose it is."""

    plugin: str
    value: Any


@dataclass(frozen=True, slots=True)
class Failure:
    """A plugin that was left out. `error` tells its kind and place."""

    plugin: str
    error: str


@dataclass(frozen=True, slots=True)
class Folded:
    """All answers in the declared order, and the failures."""

    answers: tuple[Answer, ...] = ()
    failures: tuple[Failure, ...] = ()

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """The values of one kind, in order."""
        return tuple(each.value for each in self.answers if isinstance(each.value, kind))

    def first_by(self, kind: type[T], key: Callable[[T], K]) -> dict[K, T]:
        """Of the values of one kind the first for each key: the lower priority number wins."""
        found: dict[K, T] = {}
        for value in self.of(kind):
            found.setdefault(key(value), value)
        return found

    def together(self, kind: type[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
        """The values of one kind by key, each with all it got."""
        found: dict[K, tuple[T, ...]] = {}
        for value in self.of(kind):
            found[key(value)] = (*found.get(key(value), ()), value)
        return found


async def ask(plan: Plan, hook: Callable[..., Any], uow: UnitOfWork, **arguments: Any) -> Folded:
    """Ask the plugins of the plan. `hook` is its specification (`core.plugin.hooks`).

    Raises `PluginFailed` where the hook decides and a plugin fails.
    """
    specification = SPECIFICATIONS[hook.__name__]
    answers: list[Answer] = []
    failures: list[Failure] = []
    for each in plan.implementations(specification.name):
        try:
            values = await _answer(each, specification, uow, arguments)
        except Exception as error:
            failures.append(_put_on_record(each, error, uow, arguments))
            if specification.decides:
                raise PluginFailed(each.plugin, each.hook) from error
        else:
            answers += (Answer(each.plugin, value) for value in values)
    return Folded(tuple(answers), tuple(failures))


async def carry_out(
    plan: Plan, plugin: str, hook: Callable[..., Any], uow: UnitOfWork, **arguments: Any
) -> Sequence[Any]:
    """Have one plugin do its part of a lifecycle hook; what it writes stays.

    Raises what the plugin raises: the whole is refused then.
    """
    specification = SPECIFICATIONS[hook.__name__]
    assert specification.effects, specification.name
    values: list[Any] = []
    for each in plan.implementations(specification.name):
        if each.plugin == plugin:
            async with asyncio.timeout(specification.seconds):
                answer = await _call(each, {**arguments, "uow": uow})
            values += _checked(answer, specification)
    return values


async def entrust(
    plan: Plan, hook: Callable[..., Any], uow: UnitOfWork, **arguments: Any
) -> Answer | None:
    """Have something seen to by the first plugin that answers; what it writes stays.

    None where nobody sees to such things. Raises `PluginFailed` where one fails: half of it is
    never done.
    """
    specification = SPECIFICATIONS[hook.__name__]
    assert specification.effects, specification.name
    for each in plan.implementations(specification.name):
        try:
            async with asyncio.timeout(specification.seconds):
                answer = await _call(each, {**arguments, "uow": uow})
            values = _checked(answer, specification)
        except Exception as error:
            _put_on_record(each, error, uow, arguments)
            raise PluginFailed(each.plugin, each.hook) from error
        if values:
            return Answer(each.plugin, values[0])
    return None


async def _answer(
    each: Implementation, specification: Specification, uow: UnitOfWork, arguments: dict[str, Any]
) -> Sequence[Any]:
    if not each.asynchronous:
        started = time.perf_counter()
        answer = each.function(**_wanted(each, arguments))
        if time.perf_counter() - started > specification.seconds:
            log.warning("plugin_slow", plugin=each.plugin, hook=each.hook)
        return _checked(answer, specification)
    # Read only, whatever it does: the savepoint is rolled back, and this unit never flushed.
    savepoint = await uow.connection.begin_nested()
    try:
        milliseconds = round(specification.seconds * 1000)
        await uow.execute(text(f"set local statement_timeout = {milliseconds}"))
        looking = UnitOfWork(uow.connection, uow.scope)
        async with asyncio.timeout(specification.seconds + GRACE):
            answer = await _call(each, {**arguments, "uow": looking})
    finally:
        if not uow.connection.invalidated:
            await savepoint.rollback()
    return _checked(answer, specification)


async def _call(each: Implementation, arguments: dict[str, Any]) -> Any:
    answer = each.function(**_wanted(each, arguments))
    return await answer if each.asynchronous else answer


def _wanted(each: Implementation, arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: arguments[name] for name in each.takes}


def _checked(answer: Any, specification: Specification) -> Sequence[Any]:
    if answer is None:
        return ()
    values = answer if isinstance(answer, list | tuple) else [answer]
    for value in values:
        if not isinstance(value, specification.answers):
            raise Nonsense(type(value).__name__)
    return values


def _put_on_record(
    each: Implementation, error: Exception, uow: UnitOfWork, arguments: dict[str, Any]
) -> Failure:
    failure = Failure(each.plugin, describe(error))
    log.warning("plugin_failed", plugin=each.plugin, hook=each.hook, error=failure.error)
    estate_id = _estate(arguments)
    if estate_id is not None and uow.scope.group_id is not None:
        uow.faults.append(
            Fault(uow.scope.group_id, estate_id, each.plugin, each.hook, failure.error, clock.now())
        )
    return failure


def _estate(arguments: dict[str, Any]) -> int | None:
    """The estate a hook is about: named, or that of its ticket, report or recharge."""
    for name in ("estate_id", "ticket", "report", "recharge"):
        value = arguments.get(name)
        found = value if isinstance(value, int) else getattr(value, "estate_id", None)
        if isinstance(found, int):
            return found
    return None


__all__ = ["Answer", "Failure", "Folded", "PluginFailed", "ask", "carry_out", "entrust"]
