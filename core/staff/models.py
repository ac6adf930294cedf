"""Staff of an estate: departments, people, skills, duty (S-K1, S-K2)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.actor import Role
from core.coded import Coded
from core.db.base import Base, EnumText, TenantRow, of_estate, one_of, same_estate


class Function(Coded):
    """The functions an estate's departments have 责任部门."""

    CUSTOMER_SERVICE = "CUSTOMER_SERVICE", "客服"
    ENGINEERING = "ENGINEERING", "工程"
    SECURITY = "SECURITY", "秩序"
    CLEANING = "CLEANING", "保洁"
    GREENING = "GREENING", "绿化"


class Skill(Coded):
    """What a person can do; the level goes from 1 (learning) to 5 (teaches it)."""

    PLUMBING = "PLUMBING", "给排水"
    ELECTRICITY = "ELECTRICITY", "强电"
    LOW_VOLTAGE = "LOW_VOLTAGE", "弱电"
    HVAC = "HVAC", "暖通空调"
    LIFT = "LIFT", "电梯"
    MASONRY = "MASONRY", "土建"
    CARPENTRY = "CARPENTRY", "木工门窗"
    LOCKS = "LOCKS", "锁具"
    FIRE_SAFETY = "FIRE_SAFETY", "消防"
    SECURITY = "SECURITY", "秩序维护"
    CLEANING = "CLEANING", "保洁"
    GREENING = "GREENING", "绿化"
    RECEPTION = "RECEPTION", "接待沟通"


class Department(TenantRow, Base):
    """责任部门 of an estate."""

    __tablename__ = "department"
    __table_args__ = (
        of_estate(),
        UniqueConstraint("estate_id", "name"),
        one_of("function", Function),
        {"info": {"wall": "estate", "cloned": True}},
    )

    name: Mapped[str]
    function: Mapped[Function] = mapped_column(EnumText(Function))
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class Staff(TenantRow, Base):
    """One person's place at one estate. Who serves several has a row at each, with one account."""

    __tablename__ = "staff"
    __table_args__ = (
        of_estate(),
        same_estate("department_id", to="core.department"),
        Index(None, "account_id"),
        Index(None, "estate_id", "department_id"),
        one_of("role", Role),
        {"info": {"wall": "estate", "cloned": False}},
    )

    account_id: Mapped[UUID | None]
    department_id: Mapped[UUID]
    role: Mapped[Role] = mapped_column(EnumText(Role))
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(info={"personal": "phone"})
    joined_on: Mapped[date] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class StaffSkill(TenantRow, Base):
    """A skill a person has, its level (1–5), and the certificate behind it."""

    __tablename__ = "staff_skill"
    __table_args__ = (
        of_estate(),
        same_estate("staff_id", to="core.staff"),
        UniqueConstraint("estate_id", "staff_id", "skill"),
        one_of("skill", Skill),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    staff_id: Mapped[UUID]
    skill: Mapped[Skill] = mapped_column(EnumText(Skill))
    level: Mapped[int]
    certificate: Mapped[str | None]
    expires_on: Mapped[date | None] = mapped_column(Date)


class Duty(TenantRow, Base):
    """值班: a stretch of time in which a person is on duty. `post` is what for: 早班, 东门岗."""

    __tablename__ = "duty"
    __table_args__ = (
        of_estate(),
        same_estate("staff_id", to="core.staff"),
        Index(None, "estate_id", "starts_at"),
        Index(None, "estate_id", "staff_id", "starts_at"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff"}},
    )

    staff_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    post: Mapped[str | None]


class StaffAction(Coded):
    """What is kept on record about somebody's place (S-N2)."""

    HIRED = "HIRED", "入职"
    CHANGED = "CHANGED", "信息变更"
    LEFT = "LEFT", "离职"
    SKILL_SET = "SKILL_SET", "技能登记"
    SKILL_REMOVED = "SKILL_REMOVED", "技能注销"
    DUTY_ASSIGNED = "DUTY_ASSIGNED", "排班"
    DUTY_CANCELLED = "DUTY_CANCELLED", "取消排班"


class StaffEvent(TenantRow, Base):
    """An act on somebody's place, never changed. `data` holds no personal data."""

    __tablename__ = "staff_event"
    __table_args__ = (
        of_estate(),
        same_estate("staff_id", to="core.staff"),
        Index(None, "estate_id", "staff_id", "at"),
        one_of("action", StaffAction),
        {"info": {"wall": "estate", "cloned": False, "narrow": "staff", "append_only": True}},
    )

    staff_id: Mapped[UUID]
    at: Mapped[datetime]
    action: Mapped[StaffAction] = mapped_column(EnumText(StaffAction))
    actor_id: Mapped[UUID]
    actor_name: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
