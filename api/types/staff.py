"""Staff, as frontends see them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from sqlalchemy import ColumnElement, DateTime, func, select
from strawberry.scalars import JSON

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.connection import Connection
from api.graph.entity import Node, entity
from api.graph.fields import INSIDE, Order, Row, column, connection, many, one
from api.types.satisfaction import SatisfactionFigures, satisfaction_of
from core.actor import Role
from core.dispatch.models import StaffArea
from core.staff import models
from core.staff.models import Function, Skill, StaffAction

if TYPE_CHECKING:
    from api.types.estates import Building, Estate
    from api.types.tickets import Ticket
    from api.types.training import TrainingRecord

_Ticket = Annotated["Ticket", strawberry.lazy("api.types.tickets")]
_Training = Annotated["TrainingRecord", strawberry.lazy("api.types.training")]
_Building = Annotated["Building", strawberry.lazy("api.types.estates")]
_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]


def in_area(staff: Row, building: Row) -> ColumnElement[bool]:
    """That a building is in a person's area of responsibility."""
    area = StaffArea.__table__.alias()
    found = select(area.c.id).where(
        area.c.estate_id == building.c.estate_id,
        area.c.staff_id == staff.c.id,
        area.c.building_id == building.c.id,
    )
    return found.correlate(staff, building).exists()


@entity(models.Department, filters=("function",))
class Department(Node):
    """责任部门: a department of an estate."""

    name: str = column()
    function: Function = column()
    version: int = column()
    staff: Connection[Annotated["Staff", strawberry.lazy("api.types.staff")]] = connection(
        "department_id", order=[Order("name")], audiences=INSIDE
    )
    satisfaction: SatisfactionFigures | None = satisfaction_of("department_id")


@entity(
    models.Staff,
    filters=("role", "department_id", "left_on"),
    orders=("name", "joined_on"),
)
class Staff(Node):
    """One person's place at one estate."""

    name: str = column()
    role: Role = column()
    phone: str = column(audiences=INSIDE)
    joined_on: date = column(audiences=INSIDE)
    left_on: date | None = column(audiences=INSIDE, description="The last day worked.")
    version: int = column(audiences=INSIDE)
    estate: _Estate = one("estate_id")
    department: Department = one("department_id")
    skills: "list[StaffSkill]" = many("staff_id", order=[Order("skill")], audiences=INSIDE)
    areas: list[_Building] = many(
        in_area,
        order=[Order("code")],
        audiences=INSIDE,
        description="The buildings they are responsible for; none: the whole estate.",
    )
    duties: "list[Duty]" = many(
        "staff_id", order=[Order("starts_at", descending=True)], audiences=INSIDE
    )
    trainings: list[_Training] = many(
        "staff_id", order=[Order("id", descending=True)], audiences=INSIDE
    )
    events: "list[StaffEvent]" = many(
        "staff_id", order=[Order("at", descending=True)], audiences=INSIDE
    )
    tickets: Connection[_Ticket] = connection(
        "assignee_id", order=[Order("received_at", descending=True)], audiences=INSIDE
    )
    satisfaction: SatisfactionFigures | None = satisfaction_of("assignee_id")


@entity(models.StaffSkill)
class StaffSkill(Node):
    """A skill with its level, 1 (learning) to 5 (teaches it)."""

    skill: Skill = column()
    level: int = column()
    certificate: str | None = column()
    expires_on: date | None = column()


@entity(models.Duty)
class Duty(Node):
    """值班: a stretch of time on duty."""

    starts_at: datetime = column()
    ends_at: datetime = column()
    post: str | None = column(description="What for: 早班, 东门岗.")
    staff: Staff = one("staff_id")


@entity(models.StaffEvent)
class StaffEvent(Node):
    """One entry in the history of somebody's place (S-N2)."""

    at: datetime = column()
    action: StaffAction = column()
    actor_name: str = column()
    data: JSON = column(description="What changed; of names and telephones only that they did.")


def on_duty(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    """The duties of an estate's roster that run at a time, by who came first."""
    assert row is not None
    duty = models.Duty.__table__.alias()
    at = binds.bind(
        lambda v: given if (given := arguments.get("at").getter(v)) is not None else v.now,
        DateTime(timezone=True),
    )
    listed = select(
        *duty.c, func.row_number().over(order_by=(duty.c.starts_at, duty.c.id)).label("position")
    ).where(duty.c.estate_id == row.c.id, duty.c.starts_at <= at, duty.c.ends_at > at)
    return listed.correlate(row).lateral()


__all__ = ["Department", "Duty", "Staff", "StaffEvent", "StaffSkill", "on_duty"]
