"""Adopting a policy of service promises, for a group or one estate (S-D7). Never retroactive."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError
from core.ids import new_id
from core.sla.document import DocumentInvalid
from core.sla.draft import Draft, drafted
from core.sla.errors import PolicyCode
from core.sla.models import PolicyVersion
from core.sla.versions import latest_number
from core.sla.writing import written
from tenants.roles import Permission, require

NOTE_MOST = 500


@dataclass(frozen=True, slots=True)
class AdoptPolicy:
    """A draft, or (`above`) back to what stands above: the group's policy, or the shipped one.

    `estate_id` None is the group. `expected_number` is the number of the version adopted last for
    the same scope, 0 where there is none. `effective_from` None is now; `note` says why.
    """

    estate_id: int | None
    expected_number: int
    note: str
    draft: Draft = field(default_factory=Draft)
    above: bool = False
    effective_from: datetime | None = None


async def adopt_policy(actor: Actor, new: AdoptPolicy, uow: UnitOfWork) -> UUID:
    """Adopt it; the key of the version. Tickets that began before keep theirs.

    Raises `NotFound` for who may not, `Conflict`, EFFECTIVE_IN_PAST, NOTHING_SAID and what is wrong
    with the document, by code and path.
    """
    require(actor, Permission.MANAGE_POLICIES, new.estate_id, field="estateId")
    note = text.required("note", new.note, NOTE_MOST)
    said = (new.draft.document is not None, new.draft.edits is not None, new.above)
    if sum(said) != 1:
        raise GuanjiaError(PolicyCode.NOTHING_SAID, field="document")
    effective_from = new.effective_from or uow.now
    if effective_from < uow.now:
        earliest = {"earliest": uow.now}
        raise GuanjiaError(PolicyCode.EFFECTIVE_IN_PAST, field="effectiveFrom", details=earliest)
    number = await latest_number(uow, actor.group_id, new.estate_id)
    if number != new.expected_number:
        raise Conflict(number)
    document = None
    if not new.above:
        try:
            policy = await drafted(uow, actor.group_id, new.estate_id, effective_from, new.draft)
        except DocumentInvalid as invalid:
            raise invalid.error from None
        document = written(policy)
    key = new_id()
    uow.add(
        PolicyVersion,
        group_id=actor.group_id,
        id=key,
        estate_id=new.estate_id,
        number=number + 1,
        effective_from=effective_from,
        document=document,
        note=note,
        adopted_at=uow.now,
        adopted_by=actor.account_id,
    )
    await uow.flush()
    return key


__all__ = ["AdoptPolicy", "adopt_policy"]
