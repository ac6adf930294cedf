"""Queries on chains of escalation: those in force, and what others would change."""

from collections.abc import Sequence
from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from api.graph.connection import Connection
from api.graph.derived import derived
from api.graph.errands import Errands, Found
from api.graph.fields import INSIDE, Order, argument, connection
from api.mutations.tickets import estate_in
from api.queries.documents import ERRAND, brought, invalid
from api.types.chains import (
    CHAINS as COLUMNS,
)
from api.types.chains import (
    EscalationChains,
    EscalationChainsPreview,
    EscalationChainsVersion,
)
from api.types.documents import PREVIEW
from core.actor import Audience
from core.adopted.errors import DocumentInvalid
from core.escalation import models
from core.escalation.compare import differences
from core.escalation.document import written
from core.escalation.versions import CHAINS
from tenants.adopt_chains import drafted_chains
from tenants.roles import Permission, permitted


async def _in_force(errands: Errands, estate_id: str, at: datetime | None) -> Sequence[Found]:
    estate, group, uow = estate_in(estate_id), errands.actor.group_id, errands.uow
    if estate not in uow.scope.estates:
        return ()
    version = await CHAINS.in_force(uow, group, estate, at or uow.now)
    document = written(await CHAINS.one(uow, group, version))
    return [{"group_id": group, "version_id": str(version), "document": document, **document}]


async def _preview(
    errands: Errands, estate_id: str | None, document: object, effective_from: datetime
) -> Sequence[Found]:
    uow, group = errands.uow, errands.actor.group_id
    estate = None if estate_id is None else estate_in(estate_id)
    if not permitted(errands.actor, Permission.MANAGE_POLICIES, estate):
        return ()
    try:
        chains = drafted_chains(document)
    except DocumentInvalid as refused:
        return [invalid(refused.problems)]
    version = await CHAINS.in_force(uow, group, estate, effective_from)
    changes = [
        {
            "chain": each.chain,
            "part": each.part,
            "difference": each.difference.value,
            "before": each.before,
            "after": each.after,
        }
        for each in differences(await CHAINS.one(uow, group, version), chains)
    ]
    return [{"problems": [], "changes": changes, "document": written(chains)}]


@strawberry.type
class ChainsQueries:
    """Who is told of what, when: the rules, as a group has them."""

    escalation_chains: EscalationChains | None = derived(
        brought(_in_force, "escalation_chains", COLUMNS, ("estate_id", "estateId"), ("at", "at")),
        models.ChainsVersion,
        most=1,
        weight=ERRAND,
        audiences=INSIDE,
        arguments=(
            argument("estate_id", strawberry.ID, "The estate."),
            argument("at", datetime | None, "When; left out: now.", None),
        ),
        description="The chains that what escalates at that time is under (section G).",
    )
    escalation_chains_versions: Connection[EscalationChainsVersion] = connection(
        order=[Order("adopted_at", descending=True)],
        audiences=INSIDE,
        description="Every version adopted by the group and its estates, the latest first.",
    )
    escalation_chains_preview: EscalationChainsPreview | None = derived(
        brought(
            _preview,
            "escalation_chains_preview",
            PREVIEW,
            ("estate_id", "estateId"),
            ("document", "document"),
            ("effective_from", "effectiveFrom"),
        ),
        models.ChainsVersion,
        most=1,
        weight=ERRAND,
        audiences=frozenset({Audience.STAFF}),
        arguments=(
            argument("estate_id", strawberry.ID | None, "The estate; left out: the group.", None),
            argument(
                "document",
                JSON | None,
                "Whole chains, as `escalationChains { document }` shows them.",
                None,
            ),
            argument("effective_from", datetime, "From when they are to be in force."),
        ),
        description="What adopting chains would change, or what is wrong with them. "
        "Null for who may not adopt them.",
    )


__all__ = ["ChainsQueries"]
