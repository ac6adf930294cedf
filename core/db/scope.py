"""The scope of a transaction: what the database will let it see."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from core.actor import Actor, Audience

ENTER = "select core.set_scope($1, $2, $3, $4, $5, $6, $7)"
"""In PostgreSQL's own notation: for a raw cursor."""

WHOLE_GROUP = "*"

STALE_RIGHTS = "GJ001"
"""SQLSTATE of a scope whose rights have changed since they were read."""


class StaleRights(Exception):
    """The caller's rights have changed since they were read: read them again and retry."""


@dataclass(frozen=True)
class Scope:
    """Group, estates, audience and persons of a transaction. An empty scope sees nothing.

    `whole` is for who holds a role over the whole group and asks for all of it: the wall then
    stands at the group, and need not look a thousand estates through for each row.
    """

    group_id: int | None = None
    estates: tuple[int, ...] = ()
    audience: Audience | None = None
    account_id: UUID | None = None
    persons: tuple[UUID, ...] = ()
    houses: tuple[UUID, ...] = ()
    rights_version: int | None = None
    whole: bool = False

    @classmethod
    def of(cls, actor: Actor, estates: tuple[int, ...] | None = None) -> "Scope":
        """The caller's rights, narrowed to `estates` where the request asks for certain ones."""
        everything = estates is None or estates == actor.estates
        return cls(
            group_id=actor.group_id,
            estates=actor.estates
            if estates is None
            else tuple(estate for estate in estates if estate in actor.roles),
            whole=everything and bool(actor.group_roles),
            audience=actor.audience,
            account_id=actor.account_id,
            persons=actor.persons,
            houses=actor.houses,
            rights_version=actor.rights_version,
        )

    @classmethod
    def system(cls, group_id: int | None = None, *estates: int) -> "Scope":
        """A worker's scope: the queues, and the rows of the estates named."""
        return cls(group_id=group_id, estates=estates, audience=Audience.SYSTEM)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The arguments of `core.set_scope`, as PostgreSQL literals."""
        return (
            "" if self.group_id is None else str(self.group_id),
            WHOLE_GROUP if self.whole else _array(self.estates),
            "" if self.audience is None else self.audience.value,
            "" if self.account_id is None else str(self.account_id),
            _array(self.persons),
            _array(self.houses),
            "" if self.rights_version is None else str(self.rights_version),
        )


def _array(values: tuple[int, ...] | tuple[UUID, ...]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


__all__ = ["ENTER", "STALE_RIGHTS", "Scope", "StaleRights"]
