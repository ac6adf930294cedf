"""Queries on messages: the caller's inbox, what was told of tickets, and what is set up."""

import strawberry

from api.graph.connection import Connection
from api.graph.derived import derived
from api.graph.fields import INSIDE, Order, connection
from api.types import notify
from api.types.notify import PEOPLE
from core.actor import Audience
from core.notify import models

STAFF = frozenset({Audience.STAFF})


@strawberry.type
class NotificationQueries:
    """Messages, preferences, templates and channels."""

    notifications: Connection[notify.Message] = connection(
        order=[Order("created_at", descending=True)],
        where=notify.mine,
        audiences=PEOPLE,
        description="What the caller was told, newest first.",
    )
    messages: Connection[notify.Message] = connection(
        order=[Order("created_at", descending=True)],
        audiences=INSIDE,
        description="What was told of tickets, to anybody, with how far it came; and the "
        "caller's own.",
    )
    notification_preference: notify.NotificationPreference | None = derived(
        notify.own_preference,
        models.NotificationPreference,
        audiences=PEOPLE,
        description="What the caller wants of their messages; null: everything as it is shipped.",
    )
    notification_templates: list[notify.NotificationTemplate] = derived(
        notify.all_templates,
        models.NotificationTemplate,
        order="code",
        most=500,
        audiences=STAFF,
        description="The words for everything people are told.",
    )
    notification_channels: Connection[notify.NotificationChannel] = connection(
        order=[Order("channel")],
        audiences=STAFF,
        description="The channels that are set up, for the group and for single estates.",
    )


__all__ = ["NotificationQueries"]
