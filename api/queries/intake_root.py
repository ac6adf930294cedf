"""The part of the root of reads that helps with what comes in (S-A)."""

import strawberry

from api.graph.connection import Connection
from api.graph.fields import INSIDE, Order, connection, lookup
from api.queries import incidents, intake
from api.types.incidents import Incident, LikelyDuplicate
from api.types.intake import HouseCandidate, TicketProposal
from api.types.sources import IntakeRules, IntakeSource, RequestPreset
from core.actor import Audience

STAFF = frozenset({Audience.STAFF})


@strawberry.type
class IntakeQueries:
    """What a report may mean, what it may be part of, and who else may report."""

    ticket_proposal: TicketProposal | None = intake.ticket_proposal
    house_candidates: list[HouseCandidate] = intake.house_candidates
    likely_duplicates: list[LikelyDuplicate] = incidents.likely
    incident: Incident | None = lookup(audiences=INSIDE)
    incidents: Connection[Incident] = connection(
        order=[Order("opened_at", descending=True)],
        audiences=INSIDE,
        description="Faults that several tickets report (S-A7).",
    )
    intake_sources: Connection[IntakeSource] = connection(
        order=[Order("opened_at")],
        audiences=STAFF,
        description="Other systems that may report (S-A1).",
    )
    request_presets: Connection[RequestPreset] = connection(
        order=[Order("rank"), Order("title")],
        description="Common requests, prepared by each estate (S-A4).",
    )
    intake_rules: Connection[IntakeRules] = connection(
        order=[Order("version", descending=True)],
        audiences=STAFF,
        description="Versions of the group's own rules for proposals; none: the shipped ones.",
    )


__all__ = ["IntakeQueries"]
