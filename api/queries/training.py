"""Queries on training (S-K3)."""

import strawberry

from api.graph.connection import Connection
from api.graph.derived import derived
from api.graph.fields import INSIDE, Order, argument, connection
from api.types.training import Course, TrainingDue, TrainingSession, due
from core.actor import Audience
from core.staff import models as staff

STAFF = frozenset({Audience.STAFF})


@strawberry.type
class TrainingQueries:
    """Courses, and who must take them."""

    courses: Connection[Course] = connection(order=[Order("code")], audiences=INSIDE)
    training_sessions: Connection[TrainingSession] = connection(
        order=[Order("held_on", descending=True)], audiences=INSIDE
    )
    training_due: list[TrainingDue] = derived(
        due,
        staff.Staff,
        weight=50,
        audiences=STAFF,
        arguments=(
            argument("estate_id", strawberry.ID, "The estate."),
            argument("department_id", strawberry.ID | None, "Of one department only.", None),
            argument("within_days", int, "Overdue, or due within so many days.", 30),
            argument("first", int, "At most this many, the longest overdue first.", 100),
        ),
        description="Who must take which course, for those who look after them (S-K3).",
    )


__all__ = ["TrainingQueries"]
