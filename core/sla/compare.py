"""Two policies side by side: what a new one would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.adopted.differences import Difference, differing
from core.sla.policy import Policy, Promise
from core.sla.writing import promise_written


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a promise that differs, as the two documents have it (None: not there)."""

    rule: str
    part: str
    difference: Difference
    before: Any
    after: Any


def differences(before: Policy, after: Policy) -> Iterator[Change]:
    """Every promise and part that differs, in the order of the new policy, what is gone last."""
    for promise in after.promises:
        was = before.promise(promise.rule)
        if was is None:
            written = promise_written(promise)
            yield Change(promise.rule, "", Difference.ADDED, None, written)
        else:
            yield from _of_promise(was, promise)
    for promise in before.promises:
        if after.promise(promise.rule) is None:
            written = promise_written(promise)
            yield Change(promise.rule, "", Difference.REMOVED, written, None)


def _of_promise(before: Promise, after: Promise) -> Iterator[Change]:
    was, is_ = promise_written(before), promise_written(after)
    for part, value in is_.items():
        if part != "targets" and was[part] != value:
            yield Change(after.rule, part, Difference.CHANGED, was[part], value)
    old, new = _by_selector(was["targets"]), _by_selector(is_["targets"])
    for _, difference, was_so, is_so in differing(old, new):
        yield Change(after.rule, "targets", difference, was_so, is_so)
    if list(old) != list(new) and set(old) == set(new):
        yield Change(after.rule, "targets", Difference.CHANGED, was["targets"], is_["targets"])


def _by_selector(targets: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for target in targets:
        key = repr({name: value for name, value in target.items() if name != "duration"})
        found.setdefault(key, target)
    return found


__all__ = ["Change", "differences"]
