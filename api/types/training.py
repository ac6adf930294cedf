"""Courses, sessions and what everybody made of them, as frontends see them (S-K3)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from sqlalchemy import BigInteger, DateTime, Uuid

from api.graph.arguments import Arguments
from api.graph.binds import Binds, Values
from api.graph.entity import GlobalId, Node, entity
from api.graph.fields import Order, Row, column, expression, many, one
from core.actor import Role
from core.dispatch.rules import OVERSEERS
from core.errors import GuanjiaError
from core.training import models
from core.training.due import DUE
from core.training.models import Phase, Subject

if TYPE_CHECKING:
    from api.types.staff import Department, Staff

_Staff = Annotated["Staff", strawberry.lazy("api.types.staff")]
_Department = Annotated["Department", strawberry.lazy("api.types.staff")]

NOBODYS = 0


@entity(models.Course, filters=("code", "subject", "phase"), orders=("code", "title"))
class Course(Node):
    """A course of the group."""

    code: str = column()
    title: str = column()
    subject: Subject = column()
    phase: Phase = column()
    roles: list[Role] = column(description="Who must take it; none: everybody.")
    within_days: int = column(description="Of joining, for courses during the job.")
    valid_days: int | None = column(description="How long it holds; null: for good.")
    pass_score: int | None = column()
    retired_at: datetime | None = column()
    version: int = column()


@entity(models.TrainingSession, filters=("course_id", "held_on"), orders=("held_on",))
class TrainingSession(Node):
    """A course as it was held."""

    course: Course = one("course_id")
    held_on: date = column()
    trainer: str = column()
    place: str | None = column()
    minutes: int | None = column()
    records: "list[TrainingRecord]" = many("session_id", order=[Order("id")])


@entity(models.TrainingRecord)
class TrainingRecord(Node):
    """What one person made of a session; of several for one session the last counts."""

    session: TrainingSession = one("session_id")
    course: Course = one("course_id")
    staff: _Staff = one("staff_id")
    attended: bool = column()
    score: int | None = column()
    passed: bool = column()
    valid_until: date | None = column(description="The last day it counts; null: for good.")


@strawberry.type(description="A course somebody must take (S-K3).")
class TrainingDue:
    staff: _Staff = one("staff_id")
    department: _Department = one("department_id")
    course: Course = one("course_id")
    due_on: date = column(description="The last day it is in time.")
    valid_until: date | None = column(description="Until when it was taken; null: never taken.")
    overdue: bool = expression(lambda row, binds: row.c.overdue)


def due(_: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """`core.training.due` for an estate whose people the caller looks after."""
    estate_of, department_of = arguments.get("estateId"), arguments.get("departmentId")

    def estate(values: Values) -> int:
        found = _parsed(estate_of.getter(values), "Estate")
        number = int(found.key) if found is not None and found.key.isdecimal() else NOBODYS
        if found is None or found.estate is not None or number not in values.estates:
            return NOBODYS
        if not _known(values):
            return NOBODYS
        return number if number in values.actor.estates_with(OVERSEERS) else NOBODYS

    def department(values: Values) -> object:
        given = department_of.getter(values)
        found = None if given is None else _parsed(given, "Department")
        return None if found is None else found.uuid()

    def _known(values: Values) -> bool:
        given = department_of.getter(values)
        return given is None or _parsed(given, "Department") is not None

    bound = {
        "estate": binds.bind(estate, BigInteger()),
        "department": binds.bind(department, Uuid()),
        "now": binds.bind(lambda v: v.now, DateTime(timezone=True)),
        "days": binds.bind(arguments.get("withinDays").getter, BigInteger()),
        "first": binds.bind(arguments.get("first").getter, BigInteger()),
    }
    return DUE.select(bound).subquery()


def _parsed(id_: str, type_name: str) -> GlobalId | None:
    try:
        found = GlobalId.parse(id_)
        if type_name != "Estate":
            found.uuid()
    except GuanjiaError:
        return None
    return found if found.type == type_name else None


__all__ = ["Course", "TrainingDue", "TrainingRecord", "TrainingSession", "due"]
