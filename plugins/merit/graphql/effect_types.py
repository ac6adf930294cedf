"""What follows from rewards and penalties, as frontends see it. Not behind `node`."""

from datetime import date, datetime

import strawberry

from api.extend import (
    INSIDE,
    Connection,
    Fen,
    Order,
    Query,
    Staff,
    column,
    connection,
    entity,
    expression,
    extends,
    one,
)
from plugins.merit.effects import models
from plugins.merit.effects.kinds import MeritDoer, MeritEffectKind, MeritEffectState
from plugins.merit.graphql.sight import effects, id_of


@entity(
    models.MeritEffect,
    filters=("state", "kind", "doer", "staff_id", "month", "due_at", "estate_id"),
    orders=("due_at", "begun_at"),
)
class MeritEffect:
    """处理结果: something that follows from a reward or a penalty."""

    id: strawberry.ID = expression(id_of("MeritEffect"))
    kind: MeritEffectKind = column()
    doer: MeritDoer = column(description="Who carries it out.")
    state: MeritEffectState = column()
    version: int = column()
    begun_at: datetime = column()
    due_at: datetime | None = column(description="Null where it holds by itself.")
    holds_from: datetime | None = column()
    holds_until: datetime | None = column()
    amount: Fen | None = column(description="Paid, or deducted.")
    month: date | None = column(description="On whose pay-roll list it is.")
    course: str | None = column(description="The code of the course to be passed.")
    done_at: datetime | None = column()
    done_name: str | None = column(description="Who carried it out, or let the person off.")
    note: str | None = column(description="What was done, or why it was not.")
    staff: Staff = one("staff_id")


@extends(Query)
class EffectQueries:
    merit_effects: Connection[MeritEffect] = connection(
        order=[Order("due_at")],
        where=effects,
        audiences=INSIDE,
        description="What follows from cases: the caller's, of people one leads, and to be done.",
    )


__all__ = ["EffectQueries", "MeritEffect"]
