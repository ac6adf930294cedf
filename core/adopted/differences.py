"""Two documents side by side: what a new one would change."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any


class Difference(StrEnum):
    """What happens to a part of a document."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


def differing(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, Difference, Any, Any]]:
    """Parts by name that differ, in the order of the new document, what is gone last."""
    for name, part in after.items():
        if name not in before:
            yield name, Difference.ADDED, None, part
        elif before[name] != part:
            yield name, Difference.CHANGED, before[name], part
    for name, part in before.items():
        if name not in after:
            yield name, Difference.REMOVED, part, None


__all__ = ["Difference", "differing"]
