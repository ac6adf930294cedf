"""Chains of escalation as frontends see them: those in force, and what others would change."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import BigInteger, Boolean, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from strawberry.scalars import JSON

from api.graph.derived import derived
from api.graph.entity import Node, entity
from api.graph.fields import column, one
from api.graph.payloads import error_codes
from api.types.documents import CHANGE, MOST_CHANGES, MOST_PROBLEMS, PROBLEM, Columns, listed_in
from api.types.escalation import EscalationChain
from core.actor import Role
from core.adopted.differences import Difference
from core.adopted.errors import DocumentCode
from core.escalation import models
from core.escalation.errors import ChainsCode
from core.escalation.kinds import Counted
from core.tickets.kinds import Kind, Severity, Urgency

if TYPE_CHECKING:
    from api.types.estates import Estate

_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]

EscalationCounted: Any = strawberry.enum(
    Counted, name="EscalationCounted", description="From what a step's time is counted."
)
ChainsProblemCode: Any = error_codes(
    "EscalationChainsProblemCode",
    DocumentCode,
    ChainsCode,
    description="What can be wrong with chains.",
)

CHAINS: Columns = {
    "group_id": BigInteger,
    "version_id": Uuid,
    "document": JSONB,
    "chains": JSONB,
    "reportAgain": JSONB,
    "verifiedWithin": JSONB,
}
CHAIN: Columns = {"code": Text, "standDown": JSONB, "ladders": JSONB}
LADDER: Columns = {"tickets": JSONB, "urgent": Boolean, "steps": JSONB}
TICKETS: Columns = {
    "kinds": JSONB,
    "urgencies": JSONB,
    "severities": JSONB,
    "needsDeveloper": Boolean,
    "important": Boolean,
}
STEP: Columns = {"rule": Text, "role": Text, "after": JSONB, "counted": Text, "report": JSONB}


@entity(models.ChainsVersion)
class EscalationChainsVersion(Node):
    """Chains of escalation that were adopted; they never change."""

    number: int = column(description="From 1, by group or estate.")
    estate: _Estate | None = one("estate_id", description="Null: the group's own.")
    effective_from: datetime = column(
        description="What escalates from then on is under it, until another takes effect."
    )
    document: JSON | None = column(
        description="Null: from then on what stands above, the group's chains or the shipped ones."
    )
    note: str = column(description="Why it was adopted.")
    adopted_at: datetime = column()


@strawberry.type(description="Which tickets a ladder is for; null fits everything.")
class EscalationLadderTickets:
    kinds: list[Kind] | None = column()
    urgencies: list[Urgency] | None = column()
    severities: list[Severity] | None = column()
    needs_developer: bool | None = column("needsDeveloper", description="True: only such.")
    important: bool | None = column(description="True: only those of important customers.")


@strawberry.type(description="Whom to tell, and when.")
class EscalationLadderStep:
    rule: str = column(description="Its id in the service standard, such as S-G2.")
    role: Role = column()
    after: JSON | None = column(description='A duration: `{"minutes": 3}`; null: at once.')
    counted: EscalationCounted = column()
    report: JSON | None = column(
        description='The report then owed: `{"rule": "S-G2", "within": {"hours": 24}}`.'
    )


@strawberry.type(description="These are told in turn, for some tickets.")
class EscalationLadder:
    tickets: list[EscalationLadderTickets] = derived(
        listed_in("tickets", TICKETS),
        models.ChainsVersion,
        most=10,
        description="Any of these.",
    )
    urgent: bool = column(description="Tellings pass quiet hours.")
    steps: list[EscalationLadderStep] = derived(
        listed_in("steps", STEP), models.ChainsVersion, most=20
    )


@strawberry.type(description="One chain: of its ladders the first that fits a ticket counts.")
class EscalationChainRules:
    code: EscalationChain = column()
    stand_down: list[Role] = column("standDown", description="Who may end it by hand.")
    ladders: list[EscalationLadder] = derived(
        listed_in("ladders", LADDER), models.ChainsVersion, most=10
    )


@strawberry.type(description="The chains in force at an estate at some time.")
class EscalationChains:
    version: EscalationChainsVersion | None = one(
        lambda row, version: version.c.id == row.c.version_id, description="Null: the shipped ones."
    )
    document: JSON = column(description="As `escalationChainsAdopt` takes it.")
    chains: list[EscalationChainRules] = derived(
        listed_in("chains", CHAIN), models.ChainsVersion, most=10
    )
    report_again: JSON = column(
        "reportAgain", description="An overdue report is told to the next one up after so long."
    )
    verified_within: JSON = column(
        "verifiedWithin", description="Of the end of what needs the developer (S-G4)."
    )


@strawberry.type(description="A part of a chain that new ones have otherwise.")
class EscalationChainsChange:
    chain: EscalationChain | None = column(description="Null: a part of the whole document.")
    part: str = column(description="`ladders`, `standDown`, `reportAgain`, ...")
    difference: Difference = column()
    before: JSON | None = column()
    after: JSON | None = column()


@strawberry.type(description="One thing wrong with a document of chains.")
class EscalationChainsProblem:
    code: ChainsProblemCode = column()
    path: str = column(description="Where, such as `document.chains[0].ladders[0].steps[1].after`.")
    reason: str = column()


@strawberry.type(description="What adopting chains would change; nothing is written.")
class EscalationChainsPreview:
    problems: list[EscalationChainsProblem] = derived(
        listed_in("problems", PROBLEM), models.ChainsVersion, most=MOST_PROBLEMS
    )
    changes: list[EscalationChainsChange] = derived(
        listed_in("changes", {"chain": Text, **CHANGE}), models.ChainsVersion, most=MOST_CHANGES
    )
    document: JSON | None = column(description="The whole document as it would be kept.")


__all__ = [
    "CHAINS",
    "EscalationChainRules",
    "EscalationChains",
    "EscalationChainsChange",
    "EscalationChainsPreview",
    "EscalationChainsProblem",
    "EscalationChainsVersion",
    "EscalationLadder",
    "EscalationLadderStep",
    "EscalationLadderTickets",
]
