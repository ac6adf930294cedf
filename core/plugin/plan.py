"""A plan: the plugins that are active together, with what they implement, worked out once.

(pluggy's own way of calling a subset costs microseconds a call; a plan's tuple costs nothing.)
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pluggy

from core.plugin.hooks import MIDDLE


@dataclass(frozen=True, slots=True)
class Implementation:
    """One plugin's implementation of one hook. `takes` are the arguments it wants."""

    plugin: str
    hook: str
    priority: int
    function: Callable[..., Any]
    takes: tuple[str, ...]
    asynchronous: bool

    @classmethod
    def of(cls, found: pluggy.HookImpl, hook: str) -> "Implementation":
        """What pluggy found, as a value."""
        return cls(
            plugin=found.plugin_name,
            hook=hook,
            priority=getattr(found.function, "guanjia_priority", MIDDLE),
            function=found.function,
            takes=tuple(found.argnames),
            asynchronous=inspect.iscoroutinefunction(found.function),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The plugins active together. Equal sets are equal plans."""

    plugins: frozenset[str] = frozenset()
    _implementations: Mapping[str, tuple[Implementation, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(cls, plugins: frozenset[str], implementations: Iterable[Implementation]) -> "Plan":
        """The plan of some plugins, out of all implementations there are."""
        mine: dict[str, list[Implementation]] = {}
        for each in implementations:
            if each.plugin in plugins:
                mine.setdefault(each.hook, []).append(each)
        order: dict[str, tuple[Implementation, ...]] = {
            hook: tuple(sorted(found, key=lambda one: (one.priority, one.plugin)))
            for hook, found in mine.items()
        }
        return cls(plugins, order)

    def implementations(self, hook: str) -> tuple[Implementation, ...]:
        """Who is to be asked, in order."""
        return self._implementations.get(hook, ())


NO_PLUGINS = Plan()

__all__ = ["NO_PLUGINS", "Implementation", "Plan"]
