"""What is shipped, by editions: a release may ship other numbers, never for what began before.

A history names the edition it began under by a key, as it names a version that a group adopted.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from typing import Generic, TypeVar
from uuid import UUID, uuid5

T = TypeVar("T")

NAMESPACE = UUID("5f0b8a3e-2d0c-5c55-9b0e-7a3d4f6f1c21")
ALWAYS = datetime.min.replace(tzinfo=UTC)
"""Since when the first edition is in force."""


@dataclass(frozen=True, slots=True)
class Edition(Generic[T]):
    """A shipped document, for what begins from `since` on. Once released it is never changed: a
    release that ships other numbers adds an edition, dated no earlier than the release."""

    name: str
    since: datetime
    document: T


class Editions(Generic[T]):
    """The editions of one kind of document, the earliest first."""

    def __init__(self, kind: str, *editions: Edition[T]) -> None:
        if editions[0].since != ALWAYS:
            raise ValueError("the first edition is in force always")
        if any(later.since <= earlier.since for earlier, later in pairwise(editions)):
            raise ValueError("editions follow one another")
        self.kind = kind
        self.all = editions

    @property
    def latest(self) -> T:
        """The document that is shipped now."""
        return self.all[-1].document

    @cached_property
    def by_key(self) -> dict[UUID, T]:
        """Every edition's document."""
        return {self.key(each): each.document for each in self.all}

    def key(self, edition: Edition[T]) -> UUID:
        """What a history names an edition by: the same in every installation."""
        return uuid5(NAMESPACE, f"{self.kind}/{edition.name}")

    def at(self, instant: datetime) -> UUID:
        """The key of the edition for what begins at an instant."""
        return self.key(next(each for each in reversed(self.all) if each.since <= instant))

    def of(self, key: UUID | None) -> T | None:
        """The document of an edition; None is the first, of before editions had keys."""
        return self.all[0].document if key is None else self.by_key.get(key)


__all__ = ["ALWAYS", "Edition", "Editions"]
