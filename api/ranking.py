"""What plugins say of the candidates an operation asks for: asked before its statement is sent.

A statement cannot ask a plugin; so the points they give and take are values of the request. Where
no plugin of the estate has a say, nothing is done here and nothing sent.
"""

from dataclasses import replace

from api.context import RequestContext
from api.graph.binds import Values
from api.graph.plan import Plan
from core.dispatch.candidates import points_for
from core.dispatch.ranking import Points
from core.tickets.refs import TicketRef
from tenants.entering import entered


async def with_points(context: RequestContext, plan: Plan, values: Values) -> Values:
    """The request's values with the plugins' points for every ticket whose candidates it asks for.

    Each ticket costs a transaction of its own; an operation's weight bounds how many there are.
    """
    found: dict[TicketRef, tuple[Points, ...]] = {}
    for getter in plan.ranked:
        ticket: TicketRef | None = getter(values)
        if ticket is None or ticket in found:
            continue
        on = context.door.plan(ticket.estate_id)
        if on.implementations("dispatch_candidates"):
            async with entered(context.access, context.actor, (ticket.estate_id,)) as (_, uow):
                uow.plan = on
                found[ticket] = await points_for(uow, ticket)
    return replace(values, points=found) if found else values


__all__ = ["with_points"]
