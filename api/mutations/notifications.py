"""The part of the root of writes that is about messages."""

import strawberry

from api.mutations.declaring import STAFF, mutation
from api.mutations.notification_channel_set import notification_channel_set
from api.mutations.notification_preference_set import notification_preference_set
from api.mutations.notification_read import notification_read
from api.mutations.notification_template_set import notification_template_set
from api.types.notify import PEOPLE


@strawberry.type
class Notifications:
    """Reading messages, and saying how to be told."""

    notification_read = mutation(notification_read, PEOPLE, "Say that a message is read.")
    notification_preference_set = mutation(
        notification_preference_set, PEOPLE, "Say how one wants to be told, and when not."
    )
    notification_template_set = mutation(
        notification_template_set, STAFF, "Put a group's own words for what people are told."
    )
    notification_channel_set = mutation(
        notification_channel_set, STAFF, "Set up a channel by which people are told."
    )


__all__ = ["Notifications"]
