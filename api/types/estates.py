"""What stands on an estate, as frontends see it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from sqlalchemy import func

from api.graph.connection import Connection
from api.graph.derived import derived
from api.graph.entity import Node, entity
from api.graph.fields import (
    INSIDE,
    Order,
    aggregate,
    argument,
    column,
    connection,
    expression,
    many,
    one,
)
from api.types.features import Feature, features
from api.types.roles import my_roles
from api.types.satisfaction import SatisfactionFigures, satisfaction_of
from api.types.staff import on_duty
from core.actor import Role
from core.estates import models
from core.estates.models import PropertyType, Relation
from core.staff import models as staff_models
from core.tickets.models import Ticket as TicketRow
from tenants.models import ContractPlugin

if TYPE_CHECKING:
    from api.types.contracts import Contract
    from api.types.dispatch import DispatchSetting
    from api.types.staff import Department, Duty, Staff
    from api.types.surveys import RevisitSetting
    from api.types.tickets import Ticket

_Ticket = Annotated["Ticket", strawberry.lazy("api.types.tickets")]
_Staff = Annotated["Staff", strawberry.lazy("api.types.staff")]
_Duty = Annotated["Duty", strawberry.lazy("api.types.staff")]
_Department = Annotated["Department", strawberry.lazy("api.types.staff")]
_Contract = Annotated["Contract", strawberry.lazy("api.types.contracts")]
_Revisit = Annotated["RevisitSetting", strawberry.lazy("api.types.surveys")]
_Dispatch = Annotated["DispatchSetting", strawberry.lazy("api.types.dispatch")]


@entity(models.Group)
class Group(Node):
    """集团: the group of companies that runs the estates."""

    code: str = column()
    name: str = column()


@entity(models.Region, filters=("code",))
class Region(Node):
    """区域: a node of the group's tree of regions."""

    code: str = column()
    name: str = column()
    parent: "Region | None" = one("parent_id")
    estates: "Connection[Estate]" = connection("region_id", order=[Order("code")])


@entity(
    models.Estate,
    filters=("id", "code", "property_type", "region_id", "closed_at"),
    orders=("code", "name", "homes"),
)
class Estate(Node):
    """项目/小区: an estate."""

    code: str = column()
    name: str = column()
    property_type: PropertyType = column()
    zone: str = column(description="IANA time zone.")
    address: str = column()
    homes: int = column(description="How many homes, shops or offices it has.")
    closed_at: datetime | None = column()
    region: Region = one("region_id", audiences=INSIDE)
    group: Group = one("group_id")
    my_roles: list[Role] = expression(my_roles, description="The caller's roles here.")
    buildings: Connection[Annotated["Building", strawberry.lazy("api.types.estates")]] = connection(
        "estate_id", order=[Order("code")]
    )
    departments: list[_Department] = many("estate_id", order=[Order("name")])
    staff: Connection[_Staff] = connection("estate_id", order=[Order("name")], audiences=INSIDE)
    on_duty: list[_Duty] = derived(
        on_duty,
        staff_models.Duty,
        audiences=INSIDE,
        arguments=(argument("at", datetime | None, "When; left out: now.", None),),
        description="Who is on duty (S-K2).",
    )
    tickets: Connection[_Ticket] = connection(
        "estate_id", order=[Order("received_at", descending=True)]
    )
    dispatch: _Dispatch | None = one(
        lambda estate, setting: setting.c.estate_id == estate.c.id,
        audiences=INSIDE,
        description="How it dispatches; null where nobody has said: by hand.",
    )
    contracts: list[_Contract] = many(
        "estate_id",
        order=[Order("valid_from", descending=True)],
        audiences=INSIDE,
        description="What was agreed with it, the latest first (S-N1).",
    )
    features: list[Feature] = derived(
        features,
        ContractPlugin,
        most=40,
        description="The plugins there are: which are on here, until when, and why not.",
    )
    revisit: _Revisit | None = one(
        lambda estate, setting: setting.c.estate_id == estate.c.id,
        audiences=INSIDE,
        description="How it asks its customers; null where nobody has said: everybody (S-F1).",
    )
    satisfaction: SatisfactionFigures | None = satisfaction_of("estate_id")
    open_tickets: int = aggregate(
        TicketRow,
        "estate_id",
        lambda row: func.count(),
        where=lambda row, binds: row.c.closed_at.is_(None),
        description="Tickets not yet closed or withdrawn that the caller may see.",
    )


@entity(models.Building, filters=("code", "name"), orders=("code", "name"))
class Building(Node):
    """楼栋: a building."""

    code: str = column()
    name: str = column()
    aliases: list[str] = column(description="Other names people use for it.")
    floors: int = column()
    latitude: int | None = column(description="Millionths of a degree.")
    longitude: int | None = column(description="Millionths of a degree.")
    estate: Estate = one("estate_id")
    units: "list[Unit]" = many("building_id", order=[Order("code")])
    houses: "Connection[House]" = connection("building_id", order=[Order("floor"), Order("number")])


@entity(models.Unit)
class Unit(Node):
    """单元: a staircase of a building."""

    code: str = column()
    name: str = column()
    building: Building = one("building_id")


@entity(
    models.House,
    filters=("label", "number", "floor", "building_id"),
    orders=("label", "floor", "number"),
)
class House(Node):
    """房屋: a home, shop or office."""

    label: str = column(description="As people write it: 3栋2单元1201.")
    number: str = column()
    floor: int = column()
    area: int = column(description="Hundredths of a square metre.")
    estate: Estate = one("estate_id")
    building: Building = one("building_id")
    unit: Unit | None = one("unit_id")
    residencies: "list[Residency]" = many("house_id", order=[Order("since")])
    tickets: Connection[_Ticket] = connection(
        "house_id", order=[Order("received_at", descending=True)]
    )


@entity(models.Resident, filters=("important",), orders=("created_at",))
class Resident(Node):
    """住户: a person who lives or works in the estate."""

    name: str = column(description="Masked for those whose work does not need it.")
    phone: str = column(description="Masked for those whose work does not need it.")
    important: bool = column(audiences=INSIDE)
    created_at: datetime = column()
    estate: Estate = one("estate_id")
    residencies: "list[Residency]" = many("resident_id", order=[Order("since")])
    tickets: Connection[_Ticket] = connection(
        "requester_id", order=[Order("received_at", descending=True)]
    )


@entity(models.Residency)
class Residency(Node):
    """A resident's time in a house."""

    relation: Relation = column()
    since: date = column()
    until: date | None = column(description="The last day; open while they live there.")
    resident: Resident | None = one(
        "resident_id", description="Null where it is not the caller's to see."
    )
    house: House | None = one("house_id", description="Null where it is not the caller's to see.")


__all__ = ["Building", "Estate", "Group", "House", "Region", "Residency", "Resident", "Unit"]
