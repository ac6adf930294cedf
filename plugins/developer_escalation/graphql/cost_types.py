"""Claims for costs and weekly lists, as frontends and developers see them."""

from datetime import date, datetime

from api.extend import (
    Connection,
    Fen,
    Node,
    Order,
    Query,
    column,
    connection,
    entity,
    extends,
    many,
    one,
)
from plugins.developer_escalation.costs import models as costs
from plugins.developer_escalation.costs.kinds import CostState
from plugins.developer_escalation.graphql.types import BOTH, Developer, DeveloperHandOver
from plugins.developer_escalation.handover.kinds import HandOverState
from plugins.developer_escalation.weekly import models as weekly


@entity(costs.CostClaim, filters=("state", "partner_id"), orders=("claimed_at",))
class DeveloperCost(Node):
    """追偿: what the estate spent in the developer's place, and claims from it."""

    state: CostState = column()
    version: int = column()
    amount: Fen = column()
    reason: str = column()
    claimed_at: datetime = column()
    answered_at: datetime | None = column()
    answer: str | None = column()
    booked_as: str | None = column(
        description="Where whoever keeps the estate's books has it; null where nobody does."
    )
    settled_at: datetime | None = column(description="When it was paid or withdrawn.")
    end_note: str | None = column(description="Why it was withdrawn, or how it was paid.")
    hand_over: DeveloperHandOver = one("hand_over_id")
    developer: Developer = one("partner_id")


@entity(weekly.WeeklyLine)
class DeveloperWeeklyLine(Node):
    """A hand-over on a weekly list, as it stood when that was drawn up."""

    state: HandOverState = column()
    due_at: datetime | None = column(description="The last promise on it.")
    overdue: bool = column()
    hand_over: DeveloperHandOver = one("hand_over_id")


@entity(weekly.WeeklyList, filters=("week_of", "partner_id"), orders=("week_of",))
class DeveloperWeekly(Node):
    """周报: the weekly list to a developer's customer service (S-H1)."""

    week_of: date = column(description="The Monday that the week began with.")
    drawn_up_at: datetime = column()
    handed: int = column(description="Handed over in the week.")
    refused: int = column(description="Refused or disputed in the week.")
    repaired: int = column(description="Reported repaired in the week.")
    open: int = column(description="With the developer when it was drawn up.")
    broken: int = column(description="Of these, with a promise broken and not made good.")
    developer: Developer = one("partner_id")
    lines: list[DeveloperWeeklyLine] = many("weekly_list_id", order=[Order("id")], default=200)


@extends(Query)
class CostQueries:
    developer_costs: Connection[DeveloperCost] = connection(
        order=[Order("claimed_at", descending=True)],
        audiences=BOTH,
        description="What is claimed from developers; a developer sees its own.",
    )
    developer_weekly: Connection[DeveloperWeekly] = connection(
        order=[Order("week_of", descending=True), Order("id")],
        audiences=BOTH,
        description="Weekly lists, the latest first (S-H1); a developer sees its own.",
    )


__all__ = ["CostQueries", "DeveloperCost", "DeveloperWeekly", "DeveloperWeeklyLine"]
