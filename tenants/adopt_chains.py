"""Adopting chains of escalation, for a group or one estate (section G). Never retroactive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.adopted.errors import DocumentCode, DocumentInvalid
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.escalation.chains import Chains
from core.escalation.document import parse, written
from core.escalation.versions import CHAINS
from tenants.adopting import Adoption, adopt


@dataclass(frozen=True, slots=True)
class AdoptChains:
    """A whole `document`, or (`above`) back to what stands above: the group's chains, or the
    shipped ones."""

    adoption: Adoption
    document: object = None
    above: bool = False


async def adopt_chains(actor: Actor, new: AdoptChains, uow: UnitOfWork) -> UUID:
    """Adopt them; the key of the version. Escalations that run keep theirs.

    Raises NOTHING_SAID, what is wrong with the document, and what `adopt` does.
    """
    if (new.document is None) != new.above:
        raise GuanjiaError(DocumentCode.NOTHING_SAID, field="document")

    async def document(_: datetime) -> dict[str, Any]:
        return written(drafted_chains(new.document))

    return await adopt(actor, CHAINS, new.adoption, None if new.above else document, uow)


def drafted_chains(document: object) -> Chains:
    """The chains of a document that stands in an input. Raises `DocumentInvalid`."""
    try:
        return parse(document)
    except DocumentInvalid as error:
        raise error.within("document") from None


__all__ = ["AdoptChains", "adopt_chains", "drafted_chains"]
