"""Whose consent counts: the resident's own, or one that an agent recorded with its evidence."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor, Audience
from core.errors import NotFound
from plugins.paid_services import rights
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.quotes.kinds import ConsentForm

EVIDENCE_MOST = 200
RECORDED = frozenset({ConsentForm.PHONE, ConsentForm.ON_SITE, ConsentForm.MESSAGE})
"""How an agent may have been given somebody's consent."""


@dataclass(frozen=True, slots=True)
class Given:
    """How an agreement, or a refusal, was given."""

    consent: ConsentForm
    evidence: str | None


def given_by(
    actor: Actor,
    estate_id: int,
    resident_id: UUID | None,
    consent: ConsentForm | None,
    evidence: str | None,
) -> Given:
    """The answer's form. A resident answers for themselves alone, staff with evidence.

    Raises `NotFound` and EVIDENCE_REQUIRED.
    """
    if actor.audience is Audience.RESIDENT:
        if resident_id is None or resident_id not in actor.persons:
            raise NotFound("id")
        return Given(ConsentForm.IN_PERSON_ONLINE, None)
    rights.require(actor, estate_id, rights.QUOTE, "id")
    said = text.optional("evidence", evidence, EVIDENCE_MOST)
    if consent not in RECORDED or said is None:
        raise refuse(PaidCode.EVIDENCE_REQUIRED, "evidence")
    return Given(consent, said)


__all__ = ["EVIDENCE_MOST", "RECORDED", "Given", "given_by"]
