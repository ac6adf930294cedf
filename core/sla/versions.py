"""Policies by version: those that groups adopted, and the editions shipped."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from core.adopted.versions import Documents
from core.sla.document import parse
from core.sla.history import Entry
from core.sla.models import PolicyVersion
from core.sla.shipped import EDITIONS

POLICIES = Documents(PolicyVersion, parse, EDITIONS)
"""Which policy is in force where and when, and what each says."""


def versions_in(history: Sequence[Entry]) -> Iterator[UUID | None]:
    """The versions that a history names."""
    return (entry.policy for entry in history if entry.described is not None)


__all__ = ["POLICIES", "versions_in"]
