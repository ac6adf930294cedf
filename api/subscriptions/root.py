"""The root of all subscriptions: what each watches, and what its events answer with.

The generators below only declare: an event's selection is answered by the compiler, in one
statement, in the subscriber's own scope (`api.subscriptions.stream`).
"""

from collections.abc import AsyncGenerator, Callable
from typing import Any

import strawberry

from api.graph.fields import EVERYBODY, Exposure, answered
from api.types.notify import PEOPLE, Message
from api.types.tickets import Ticket
from core.actor import Audience


@strawberry.type(description="The caller was told something.")
class NotificationReceived:
    notification: Message | None = answered()


@strawberry.type(description="A ticket is not as it was.")
class TicketChanged:
    ticket: Ticket | None = answered()


async def _notifications() -> AsyncGenerator[NotificationReceived, None]:
    raise NotImplementedError
    yield


async def _ticket(id: strawberry.ID) -> AsyncGenerator[TicketChanged, None]:
    raise NotImplementedError
    yield


def _subscription(
    resolver: Callable[..., Any], audiences: frozenset[Audience], description: str
) -> Any:
    made = strawberry.subscription(resolver=resolver, description=description)
    made.exposure = Exposure(audiences)
    return made


@strawberry.type(description="What can be watched, over WebSocket (graphql-transport-ws).")
class Subscription:
    notification_received = _subscription(
        _notifications, PEOPLE, "Each message of the caller's, once it is sent."
    )
    ticket_changed = _subscription(
        _ticket, EVERYBODY, "A ticket after each of its steps; steps close together come as one."
    )


__all__ = ["NotificationReceived", "Subscription", "TicketChanged"]
