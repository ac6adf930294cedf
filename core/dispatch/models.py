"""What dispatch keeps: an estate's way of dispatching, areas of responsibility, a group's needs."""

from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, EnumText, GroupRow, TenantRow, of_estate, one_of, same_estate
from core.dispatch.kinds import DispatchMode
from core.staff.models import Function, Skill
from core.tickets.kinds import Kind


def _listed(values: type[Function] | type[Skill]) -> str:
    return ", ".join(f"'{value.value}'" for value in values)


class DispatchSetting(TenantRow, Base):
    """How an estate dispatches (S-C2): one row; an estate without one dispatches by hand.

    `threshold` is the score, of 100, below which the system sends nobody by itself.
    """

    __tablename__ = "dispatch_setting"
    __table_args__ = (
        of_estate(),
        UniqueConstraint("estate_id"),
        one_of("mode", DispatchMode),
        CheckConstraint("threshold between 0 and 100", name="threshold"),
        {"info": {"wall": "estate", "cloned": True, "narrow": "staff"}},
    )

    version: Mapped[int] = mapped_column(default=1)
    mode: Mapped[DispatchMode] = mapped_column(EnumText(DispatchMode))
    threshold: Mapped[int]


class StaffArea(TenantRow, Base):
    """责任区域: a building that a person is responsible for; who has none is for all of them."""

    __tablename__ = "staff_area"
    __table_args__ = (
        of_estate(),
        same_estate("staff_id", to="core.staff"),
        same_estate("building_id", to="core.building"),
        UniqueConstraint("estate_id", "staff_id", "building_id"),
        Index(None, "estate_id", "building_id"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    staff_id: Mapped[UUID]
    building_id: Mapped[UUID]


class DispatchNeed(GroupRow, Base):
    """Who a group sends to tickets of a kind, or of a category and those below it.

    It takes the place of what is shipped (`core.dispatch.needs`). `levels` stand beside `skills`,
    all of which are needed; `minutes` is how long such work usually takes.
    """

    __tablename__ = "dispatch_need"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        ForeignKeyConstraint(
            ["group_id", "category_code"], ["core.category.group_id", "core.category.code"]
        ),
        UniqueConstraint("group_id", "kind", "category_code", postgresql_nulls_not_distinct=True),
        one_of("kind", Kind),
        CheckConstraint(f"functions <@ array[{_listed(Function)}]", name="functions"),
        CheckConstraint(f"skills <@ array[{_listed(Skill)}]", name="skills"),
        CheckConstraint("cardinality(skills) = cardinality(levels)", name="levels"),
        {"info": {"wall": "group", "narrow": "staff"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[Kind] = mapped_column(EnumText(Kind))
    category_code: Mapped[str | None]
    functions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    levels: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    minutes: Mapped[int]
