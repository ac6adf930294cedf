"""Who works at an estate: departments, people, what they can do and prove (S-K1, S-K2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from api.demo.accounts import Accounts, Grant
from api.demo.blueprint import ESTATE, EstatePlan
from api.demo.dice import Dice
from api.demo.names import Phones, person_name
from api.demo.rosters import LOCAL, Pattern, add_duties
from api.demo.rows import Rows
from core.actor import Actor, Audience, Role
from core.staff.models import Department, Function, Skill, Staff, StaffSkill

NAMES = {
    Function.CUSTOMER_SERVICE: "客户服务部",
    Function.ENGINEERING: "工程维修部",
    Function.SECURITY: "秩序维护部",
    Function.CLEANING: "环境保洁部",
    Function.GREENING: "绿化养护部",
}

CERTIFICATES = {
    Skill.ELECTRICITY: "低压电工作业证",
    Skill.HVAC: "制冷与空调作业证",
    Skill.LIFT: "特种设备作业人员证（电梯修理 T）",
    Skill.FIRE_SAFETY: "消防设施操作员证（四级）",
    Skill.SECURITY: "保安员证",
}
"""Skills that nobody may use without a certificate; those run out."""

TRADES: tuple[tuple[Skill, ...], ...] = (
    (Skill.PLUMBING, Skill.MASONRY, Skill.LOCKS),
    (Skill.ELECTRICITY, Skill.LIFT, Skill.LOW_VOLTAGE),
    (Skill.HVAC, Skill.ELECTRICITY, Skill.FIRE_SAFETY),
    (Skill.CARPENTRY, Skill.PLUMBING, Skill.LOCKS),
    (Skill.LOW_VOLTAGE, Skill.ELECTRICITY, Skill.LIFT),
    (Skill.PLUMBING, Skill.MASONRY),
)
"""Technicians by turns; the first skill is the trade they learnt."""

OTHER_SKILLS: Mapping[Function, tuple[Skill, ...]] = {
    Function.CUSTOMER_SERVICE: (Skill.RECEPTION,),
    Function.ENGINEERING: (Skill.ELECTRICITY, Skill.PLUMBING, Skill.FIRE_SAFETY),
    Function.SECURITY: (Skill.SECURITY, Skill.FIRE_SAFETY),
    Function.CLEANING: (Skill.CLEANING,),
    Function.GREENING: (Skill.GREENING,),
}
"""What everybody else of a department can do."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post in the plan: one for every `per` homes, at least `least`."""

    role: Role
    function: Function
    pattern: Pattern
    least: int
    per: int | None = None
    login: str = ""

    @property
    def word(self) -> str:
        """The post's part of a login name."""
        if self.role is Role.DEPARTMENT_HEAD:
            return self.function.value.lower().replace("_", "-")
        return self.role.value.lower().replace("_", "-")

    def people(self, homes: int) -> int:
        """How many an estate of this size has."""
        return self.least if self.per is None else max(self.least, round(homes / self.per))


POSTS = (
    Post(Role.ESTATE_MANAGER, Function.CUSTOMER_SERVICE, Pattern.OFFICE, 1, login="manager"),
    Post(Role.CS_SUPERVISOR, Function.CUSTOMER_SERVICE, Pattern.OFFICE, 1, login="supervisor"),
    Post(Role.CS_AGENT, Function.CUSTOMER_SERVICE, Pattern.ROUND, 3, 110, login="agent"),
    Post(Role.BUTLER, Function.CUSTOMER_SERVICE, Pattern.DAYS, 1, 150, login="butler"),
    Post(Role.DEPARTMENT_HEAD, Function.ENGINEERING, Pattern.OFFICE, 1, login="head"),
    Post(Role.TECHNICIAN, Function.ENGINEERING, Pattern.ROUND, 4, 85, login="technician"),
    Post(Role.DEPARTMENT_HEAD, Function.SECURITY, Pattern.OFFICE, 1),
    Post(Role.OFFICER, Function.SECURITY, Pattern.ROUND, 1, 200),
    Post(Role.DEPARTMENT_HEAD, Function.CLEANING, Pattern.DAYS, 1),
    Post(Role.DEPARTMENT_HEAD, Function.GREENING, Pattern.DAYS, 1),
)
"""The posts of an estate. The first in each post of the demo's main estate has its `login`."""

LENT: Mapping[str, tuple[str, Function]] = {
    "xinghai": ("wutong", Function.GREENING),
    "qianhai": ("yunhai", Function.GREENING),
    "tianhui": ("furong", Function.GREENING),
    "shuangnan": ("jincheng", Function.CLEANING),
    "jiefang": ("cuiping", Function.CLEANING),
    "hubin": ("binjiang", Function.GREENING),
}
"""Estates that share the head of a department with another: one person, one account, two places."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person's place at an estate."""

    id: UUID
    name: str
    phone: str
    role: Role
    function: Function
    department_id: UUID
    pattern: Pattern
    turn: int
    skills: Mapping[Skill, int]
    actor: Actor = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Person:
    """Who somebody is, wherever they work."""

    name: str
    phone: str
    account_id: UUID
    joined: datetime


class Staffing:
    """Takes people on, estate after estate."""

    def __init__(self, accounts: Accounts, phones: Phones, seed: int, now: datetime) -> None:
        self.accounts = accounts
        self.phones = phones
        self.seed = seed
        self.now = now
        self._heads: dict[tuple[str, Function], _Person] = {}

    def staff(self, rows: Rows, plan: EstatePlan) -> tuple[Member, ...]:
        """The departments and people of an estate, with their skills and duty."""
        dice = Dice(self.seed, "staff", plan.code)
        opened = self.now - timedelta(days=plan.age * 365)
        departments = {function: dice.id_at(opened) for function in Function}
        for function, department in departments.items():
            rows.add(Department, id=department, name=NAMES[function], function=function)
        today = self.now.astimezone(LOCAL).date()
        members = []
        for post in POSTS:
            for turn in range(post.people(plan.layout.homes)):
                person = self._person(rows, plan, dice, post, turn)
                member = _place(rows, dice, post, turn, departments[post.function], person)
                _prove(rows, dice, member, today)
                add_duties(rows, dice, member.id, member.pattern, turn, today)
                members.append(member)
        return tuple(members)

    def _person(self, rows: Rows, plan: EstatePlan, dice: Dice, post: Post, turn: int) -> _Person:
        """Somebody new, or somebody who also works elsewhere."""
        grant = Grant(post.role, estate_id=rows.tenant["estate_id"])
        lender = LENT.get(plan.code)
        if post.role is Role.DEPARTMENT_HEAD and lender and lender[1] is post.function:
            shared = self._heads[lender]
            self.accounts.grant(shared.account_id, grant, shared.joined)
            return shared
        name, phone = person_name(dice), self.phones.new(dice)
        joined = self.now - timedelta(days=dice.whole(100, min(plan.age, 6) * 365))
        login = post.login if plan.code == ESTATE and turn == 0 else ""
        account_id = self.accounts.open(
            Audience.STAFF,
            name,
            joined,
            logins=(login or f"{plan.code}.{post.word}{turn + 1}",),
            grants=(grant,),
        )
        person = _Person(name, phone, account_id, joined)
        if post.role is Role.DEPARTMENT_HEAD:
            self._heads[plan.code, post.function] = person
        return person


def _place(
    rows: Rows, dice: Dice, post: Post, turn: int, department_id: UUID, person: _Person
) -> Member:
    staff_id = dice.id_at(person.joined)
    rows.add(
        Staff,
        id=staff_id,
        account_id=person.account_id,
        department_id=department_id,
        role=post.role,
        name=person.name,
        phone=person.phone,
        joined_on=person.joined.astimezone(LOCAL).date(),
    )
    return Member(
        id=staff_id,
        name=person.name,
        phone=person.phone,
        role=post.role,
        function=post.function,
        department_id=department_id,
        pattern=post.pattern,
        turn=turn,
        skills=_skills(post, turn, dice),
        actor=Actor(
            group_id=rows.tenant["group_id"],
            account_id=person.account_id,
            audience=Audience.STAFF,
            name=person.name,
            roles={rows.tenant["estate_id"]: frozenset({post.role})},
            persons=(staff_id,),
        ),
    )


def _prove(rows: Rows, dice: Dice, member: Member, today: date) -> None:
    """The person's skills, with the certificates behind them: some soon or just expired."""
    for skill, level in member.skills.items():
        certificate = CERTIFICATES.get(skill)
        rows.add(
            StaffSkill,
            id=dice.id_at(datetime.combine(today, time(), LOCAL)),
            staff_id=member.id,
            skill=skill,
            level=level,
            certificate=certificate,
            expires_on=today + timedelta(days=dice.whole(-20, 1_000)) if certificate else None,
        )


def _skills(post: Post, turn: int, dice: Dice) -> dict[Skill, int]:
    if post.role is not Role.TECHNICIAN:
        return {skill: dice.whole(2, 5) for skill in OTHER_SKILLS[post.function]}
    learnt, *others = TRADES[turn % len(TRADES)]
    return {learnt: dice.whole(3, 5), **{skill: dice.whole(2, 4) for skill in others}}


__all__ = ["LENT", "POSTS", "Member", "Staffing"]
