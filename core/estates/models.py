"""Groups, regions, estates; and what stands on an estate: buildings, units, houses, residents."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKeyConstraint,
    Identity,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.coded import Coded
from core.db.base import Base, EnumText, TenantRow, of_estate, one_of, same_estate


class PropertyType(Coded):
    """What an estate is used for; promises and figures are compared within one type."""

    RESIDENTIAL = "RESIDENTIAL", "住宅"
    COMMERCIAL = "COMMERCIAL", "商业"
    OFFICE = "OFFICE", "写字楼"


class Relation(Coded):
    """How a resident belongs to a house."""

    OWNER = "OWNER", "业主"
    TENANT = "TENANT", "租户"
    HOUSEHOLD = "HOUSEHOLD", "家人"


class Group(Base):
    """集团: the outer wall."""

    __tablename__ = "group"
    __table_args__ = ({"info": {"wall": "group", "key": "id"}},)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class GroupEntry(Base):
    """One line of the directory of groups: a code is unique over all of them.

    The directory (this and `EstateEntry`) is shared by all groups and read by the system alone. It
    is where ids come from, and how the system learns whose rows there are before it has a scope.
    """

    __tablename__ = "group_entry"
    __table_args__ = ({"info": {"wall": "system"}},)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)


class EstateEntry(Base):
    """One line of the directory of estates: which group it is of, under which code."""

    __tablename__ = "estate_entry"
    __table_args__ = (UniqueConstraint("group_id", "code"), {"info": {"wall": "system"}})

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    group_id: Mapped[int]
    code: Mapped[str]


class AccountRights(Base):
    """The version of an account's rights. `core.set_scope` refuses a scope made from an older one.

    Raised in the transaction that changes anything the rights are made from, so that a role taken
    away takes effect with the next statement of whoever held it.
    """

    __tablename__ = "account_rights"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        {"info": {"wall": "group"}},
    )

    group_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)


class Region(Base):
    """区域: a node of the group's tree. `path` is the ids from the root down, itself included."""

    __tablename__ = "region"
    __table_args__ = (
        UniqueConstraint("group_id", "code"),
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        ForeignKeyConstraint(["group_id", "parent_id"], ["core.region.group_id", "core.region.id"]),
        {"info": {"wall": "group"}},
    )

    group_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    parent_id: Mapped[int | None]
    path: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    code: Mapped[str]
    name: Mapped[str]


class Estate(Base):
    """项目/小区: the inner wall.

    `zone` is an IANA time zone. `shifts` are its working hours by ISO weekday, as
    `{"1": [["08:30", "12:00"], ["13:30", "18:00"]]}`; a shift that ends before it starts runs into
    the next day. `holidays` names the country whose public calendar applies (`CN`).
    """

    __tablename__ = "estate"
    __table_args__ = (
        UniqueConstraint("group_id", "id"),
        UniqueConstraint("group_id", "code"),
        ForeignKeyConstraint(["group_id", "region_id"], ["core.region.group_id", "core.region.id"]),
        one_of("property_type", PropertyType),
        {"info": {"wall": "estate", "key": "id"}},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    group_id: Mapped[int]
    region_id: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    property_type: Mapped[PropertyType] = mapped_column(EnumText(PropertyType))
    zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    shifts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    holidays: Mapped[str] = mapped_column(default="CN")
    address: Mapped[str]
    homes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CalendarDay(Base):
    """A day on which one estate differs from the public calendar: it works, or it does not."""

    __tablename__ = "calendar_day"
    __table_args__ = (of_estate(), {"info": {"wall": "estate", "cloned": True}})

    group_id: Mapped[int]
    estate_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool]
    note: Mapped[str]


class Building(TenantRow, Base):
    """楼栋. `aliases` are other names people use for it.

    `latitude` and `longitude` are in millionths of a degree, both or neither known.
    """

    __tablename__ = "building"
    __table_args__ = (
        of_estate(),
        UniqueConstraint("estate_id", "code"),
        {"info": {"wall": "estate", "cloned": False}},
    )

    code: Mapped[str]
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    floors: Mapped[int]
    latitude: Mapped[int | None]
    longitude: Mapped[int | None]


class Unit(TenantRow, Base):
    """单元: a staircase of a building."""

    __tablename__ = "unit"
    __table_args__ = (
        of_estate(),
        same_estate("building_id", to="core.building"),
        UniqueConstraint("estate_id", "building_id", "code"),
        {"info": {"wall": "estate", "cloned": False}},
    )

    building_id: Mapped[UUID]
    code: Mapped[str]
    name: Mapped[str]


class House(TenantRow, Base):
    """房屋: a home, shop or office. `area` is in hundredths of a square metre."""

    __tablename__ = "house"
    __table_args__ = (
        of_estate(),
        same_estate("building_id", to="core.building"),
        same_estate("unit_id", to="core.unit"),
        UniqueConstraint("estate_id", "label"),
        Index(None, "estate_id", "building_id", "unit_id", "number"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "house"}},
    )

    building_id: Mapped[UUID]
    unit_id: Mapped[UUID | None]
    floor: Mapped[int]
    number: Mapped[str]
    label: Mapped[str]
    area: Mapped[int]


class Resident(TenantRow, Base):
    """住户: a person who lives or works in the estate."""

    __tablename__ = "resident"
    __table_args__ = (
        of_estate(),
        Index(None, "estate_id", "phone"),
        Index(None, "account_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "resident"}},
    )

    account_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(info={"personal": "name"})
    phone: Mapped[str] = mapped_column(info={"personal": "phone"})
    important: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Residency(TenantRow, Base):
    """A resident's time in a house: from `since` to `until`, the last day included (S-L1)."""

    __tablename__ = "residency"
    __table_args__ = (
        of_estate(),
        same_estate("resident_id", to="core.resident"),
        same_estate("house_id", to="core.house"),
        Index(None, "estate_id", "house_id"),
        Index(None, "estate_id", "resident_id"),
        one_of("relation", Relation),
        {"info": {"wall": "estate", "cloned": False, "narrow": "residency"}},
    )

    resident_id: Mapped[UUID]
    house_id: Mapped[UUID]
    relation: Mapped[Relation] = mapped_column(EnumText(Relation))
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)


class PersonalAccess(TenantRow, Base):
    """An unmasking of personal data: who saw whose, when and why (S-N2)."""

    __tablename__ = "personal_access"
    __table_args__ = (
        of_estate(),
        Index(None, "estate_id", "resident_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    resident_id: Mapped[UUID]
    account_id: Mapped[UUID]
    reason: Mapped[str]
    at: Mapped[datetime]
