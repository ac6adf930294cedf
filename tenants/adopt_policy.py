"""Adopting a policy of service promises, for a group or one estate (S-D7). Never retroactive."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.adopted.errors import DocumentCode
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.sla.draft import Draft, drafted
from core.sla.versions import POLICIES
from core.sla.writing import written
from tenants.adopting import Adoption, adopt


@dataclass(frozen=True, slots=True)
class AdoptPolicy:
    """A draft, or (`above`) back to what stands above: the group's policy, or the shipped one."""

    adoption: Adoption
    draft: Draft = field(default_factory=Draft)
    above: bool = False


async def adopt_policy(actor: Actor, new: AdoptPolicy, uow: UnitOfWork) -> UUID:
    """Adopt it; the key of the version. Tickets that began before keep theirs.

    Raises NOTHING_SAID, what is wrong with the document, and what `adopt` does.
    """
    said = (new.draft.document is not None, new.draft.edits is not None, new.above)
    if sum(said) != 1:
        raise GuanjiaError(DocumentCode.NOTHING_SAID, field="document")

    async def document(at: datetime) -> dict[str, Any]:
        estate_id = new.adoption.estate_id
        return written(await drafted(uow, actor.group_id, estate_id, at, new.draft))

    return await adopt(actor, POLICIES, new.adoption, None if new.above else document, uow)


__all__ = ["AdoptPolicy", "adopt_policy"]
