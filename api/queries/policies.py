"""Queries on service promises: what is in force, what a draft would change, how it would have done.

Worked out in Python (`api.graph.errands`); the operation's one statement answers.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import strawberry
from sqlalchemy import Text
from strawberry.scalars import JSON

from api.graph.derived import derived
from api.graph.errands import Errands, Found
from api.graph.fields import INSIDE, argument
from api.mutations.tickets import estate_in
from api.queries.documents import ERRAND, brought, invalid
from api.types.documents import PREVIEW
from api.types.policies import FORECAST, POLICY
from core.actor import Audience
from core.adopted.errors import DocumentInvalid
from core.db.unit_of_work import UnitOfWork
from core.sla import models
from core.sla.compare import differences
from core.sla.draft import Draft, drafted
from core.sla.policy import Policy
from core.sla.simulate import simulate
from core.sla.versions import POLICIES
from core.sla.writing import written
from tenants.roles import Permission, permitted

STAFF = frozenset({Audience.STAFF})
LOOKED_BACK = timedelta(days=90)
MOST_TICKETS = 2000
"""Tickets that a query simulates over at most; the command line has no such bound."""


async def _policy(errands: Errands, estate_id: str, at: datetime | None) -> Sequence[Found]:
    estate, group = estate_in(estate_id), errands.actor.group_id
    if estate not in errands.uow.scope.estates:
        return ()
    version = await POLICIES.in_force(errands.uow, group, estate, at or errands.uow.now)
    document = written(await POLICIES.one(errands.uow, group, version))
    promises = [
        {**each, "pauses": [{"reason": r, "limit": d} for r, d in each["pauses"].items()]}
        for each in document["promises"]
    ]
    return [
        {
            "group_id": group,
            "version_id": str(version),
            "document": document,
            "promises": promises,
        }
    ]


async def _preview(
    errands: Errands,
    estate_id: str | None,
    document: object,
    edits: Sequence[object] | None,
    effective_from: datetime,
) -> Sequence[Found]:
    uow, group = errands.uow, errands.actor.group_id
    estate = None if estate_id is None else estate_in(estate_id)
    if not permitted(errands.actor, Permission.MANAGE_POLICIES, estate):
        return ()
    version = await POLICIES.in_force(uow, group, estate, effective_from)
    present = await POLICIES.one(uow, group, version)
    try:
        policy = await drafted(uow, group, estate, effective_from, Draft(document, edits))
    except DocumentInvalid as refused:
        return [invalid(refused.problems)]
    changes = [
        {
            "rule": each.rule,
            "part": each.part,
            "difference": each.difference.value,
            "before": each.before,
            "after": each.after,
        }
        for each in differences(present, policy)
    ]
    return [{"problems": [], "changes": changes, "document": written(policy)}]


async def _simulation(
    errands: Errands,
    estate_id: str,
    document: object,
    edits: Sequence[object] | None,
    since: datetime | None,
    until: datetime | None,
    tickets: int,
) -> Sequence[Found]:
    uow, group, estate = errands.uow, errands.actor.group_id, estate_in(estate_id)
    if not permitted(errands.actor, Permission.MANAGE_POLICIES, estate):
        return ()
    policy = await _simulated(uow, group, estate, Draft(document, edits))
    most = max(1, min(tickets, MOST_TICKETS))
    begin = since or uow.now - LOOKED_BACK
    forecast = await simulate(uow, estate, policy, begin, until or uow.now, most=most)
    rows = []
    for rule in forecast.rules():
        row: dict[str, Any] = {"rule": rule, "tickets": forecast.tickets}
        for name, counts in (("before", forecast.before), ("after", forecast.after)):
            count = counts.get(rule)
            for what in ("made", "kept", "broken"):
                row[f"{what}_{name}"] = 0 if count is None else getattr(count, what)
        rows.append(row)
    return rows


async def _simulated(uow: UnitOfWork, group: int, estate: int, draft: Draft) -> Policy:
    """The draft's policy; of nothing drafted, the one in force."""
    if draft.document is None and draft.edits is None:
        draft = Draft(edits=[])
    try:
        return await drafted(uow, group, estate, uow.now, draft)
    except DocumentInvalid as refused:
        raise refused.error from None


_ESTATE = ("estate_id", "estateId")
_DRAFT = (("document", "document"), ("edits", "edits"))
_DOCUMENT = argument(
    "document", JSON | None, "A whole policy, as `policy { document }` shows one.", None
)
_EDITS = argument(
    "edits",
    list[JSON] | None,
    'Or single targets: `{"rule": "S-D7", "kinds": ["REPAIR"], "duration": {"hours": 3}}`.',
    None,
)

policy: Any = derived(
    brought(_policy, "policy", POLICY, _ESTATE, ("at", "at")),
    models.PolicyVersion,
    most=1,
    weight=ERRAND,
    audiences=INSIDE,
    arguments=(
        argument("estate_id", strawberry.ID, "The estate."),
        argument("at", datetime | None, "When; left out: now.", None),
    ),
    description="The policy that tickets received at that time are under (S-D7).",
)

policy_preview: Any = derived(
    brought(
        _preview, "policy_preview", PREVIEW, _ESTATE, *_DRAFT, ("effective_from", "effectiveFrom")
    ),
    models.PolicyVersion,
    most=1,
    weight=ERRAND,
    audiences=STAFF,
    arguments=(
        argument("estate_id", strawberry.ID | None, "The estate; left out: the group.", None),
        _DOCUMENT,
        _EDITS,
        argument("effective_from", datetime, "From when it is to be in force."),
    ),
    description="What adopting a policy would change, or what is wrong with it. "
    "Null for who may not adopt it.",
)

policy_simulation: Any = derived(
    brought(
        _simulation,
        "policy_forecast",
        {"rule": Text, **FORECAST},
        _ESTATE,
        *_DRAFT,
        ("since", "since"),
        ("until", "until"),
        ("tickets", "tickets"),
    ),
    models.PolicyVersion,
    most=60,
    weight=ERRAND * 5,
    audiences=STAFF,
    arguments=(
        argument("estate_id", strawberry.ID, "The estate whose past tickets are taken."),
        _DOCUMENT,
        _EDITS,
        argument(
            "since", datetime | None, "Tickets received from then on; left out: 90 days ago.", None
        ),
        argument("until", datetime | None, "And before that; left out: now.", None),
        argument("tickets", int, f"At most this many, the latest; up to {MOST_TICKETS}.", 1000),
    ),
    description="A policy run over past tickets before adopting it: by promise, kept and broken "
    "as it was, and as it would have been.",
)

__all__ = ["policy", "policy_preview", "policy_simulation"]
