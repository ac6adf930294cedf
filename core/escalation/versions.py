"""Chains by version: those that groups adopted, and the editions shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.adopted.versions import Documents
from core.db.unit_of_work import UnitOfWork
from core.escalation.chains import Chains
from core.escalation.document import parse
from core.escalation.models import ChainsVersion
from core.escalation.repository import Matter, Run
from core.escalation.shipped import EDITIONS

CHAINS = Documents(ChainsVersion, parse, EDITIONS)
"""Which chains are in force where and when, and what each version says."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The chains that what begins at some time is under, and the version they are."""

    version: UUID
    chains: Chains


async def chains_of(
    uow: UnitOfWork, wanted: Sequence[tuple[Matter, datetime]]
) -> Sequence[InForce]:
    """Those in force for each ticket at each time; all are of one group."""
    if not wanted:
        return ()
    group = wanted[0][0].group_id
    places = [(about.ref.estate_id, at) for about, at in wanted]
    versions = await CHAINS.in_force_at(uow, group, places)
    book = await CHAINS.book(uow, group, versions.values())
    return [InForce(versions[place], book.of(versions[place])) for place in places]


async def chains_at(uow: UnitOfWork, about: Matter, at: datetime) -> InForce:
    """Those in force for a ticket at a time."""
    (found,) = await chains_of(uow, [(about, at)])
    return found


async def kept_by(uow: UnitOfWork, run: Run) -> Chains:
    """Those that an escalation began under, whatever was adopted since."""
    return await CHAINS.one(uow, run.group_id, run.chains_id)


__all__ = ["CHAINS", "InForce", "chains_at", "chains_of", "kept_by"]
