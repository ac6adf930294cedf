"""Who works at an estate: departments, people, what they can do and prove (S-K1, S-K2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from api.demo.rosters import Pattern

from api.demo.accounts import Accounts, Grant
from api.demo.blueprint import EstatePlan
from api.demo.dice import Dice
from api.demo.names import Phones, person_name
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
    (Skill.ELECTRICITY, Skill.LOW_VOLTAGE, Skill.LIFT),
    (Skill.HVAC, Skill.ELECTRICITY, Skill.PLUMBING),
    (Skill.CARPENTRY, Skill.LOCKS, Skill.MASONRY),
    (Skill.LOW_VOLTAGE, Skill.ELECTRICITY, Skill.FIRE_SAFETY),
    (Skill.PLUMBING, Skill.CARPENTRY),
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

    def people(self, homes: int) -> int:
        """How many an estate of this size has."""
        return self.least if self.per is None else max(self.least, round(homes / self.per))


POSTS = (
    Post(Role.ESTATE_MANAGER, Function.CUSTOMER_SERVICE, Pattern.OFFICE, 1, login="manager"),
    Post(Role.CS_SUPERVISOR, Function.CUSTOMER_SERVICE, Pattern.OFFICE, 1, login="supervisor"),
    Post(Role.CS_AGENT, Function.CUSTOMER_SERVICE, Pattern.ROUND, 3, 110, login="agent"),
    Post(Role.BUTLER, Function.CUSTOMER_SERVICE, Pattern.DAYS, 1, 130, login="butler"),
    Post(Role.DEPARTMENT_HEAD, Function.ENGINEERING, Pattern.OFFICE, 1, login="head"),
    Post(Role.TECHNICIAN, Function.ENGINEERING, Pattern.ROUND, 4, 75, login="technician"),
    Post(Role.DEPARTMENT_HEAD, Function.SECURITY, Pattern.OFFICE, 1),
    Post(Role.OFFICER, Function.SECURITY, Pattern.ROUND, 1, 130),
    Post(Role.DEPARTMENT_HEAD, Function.CLEANING, Pattern.DAYS, 1),
    Post(Role.DEPARTMENT_HEAD, Function.GREENING, Pattern.DAYS, 1),
)
"""The posts of an estate. The first in each post of the demo's main estate has its `login`."""

LENT: Mapping[str, tuple[str, Function]] = {
    "xinghai": ("wutong", Function.GREENING),
    "qianhai": ("yunhai", Function.GREENING),
    "tianhui": ("furong", Function.GREENING),
    "shuangnan": ("jincheng", Function.CLEANING),
}
"""Estates that share the head of a department with another: one person, one account, two places."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person's place at an estate."""

    id: UUID
    name: str
    role: Role
    function: Function
    department_id: UUID
    pattern: Pattern
    turn: int
    skills: Mapping[Skill, int]
    actor: Actor = field(repr=False)


class Staffing:
    """Takes people on, estate after estate."""

    def __init__(self, accounts: Accounts, phones: Phones, seed: int, now: datetime) -> None:
        self.accounts = accounts
        self.phones = phones
        self.seed = seed
        self.now = now
        self._heads: dict[tuple[str, Function], tuple[str, str, UUID]] = {}

    def staff(
        self, rows: Rows, plan: EstatePlan, easy_logins: bool
    ) -> tuple[Mapping[Function, UUID], tuple[Member, ...]]:
        """Departments and people of an estate. `easy_logins` gives the posts' own login names."""
        dice = Dice(self.seed, "staff", plan.code)
        opened = self.now - timedelta(days=plan.age * 365)
        departments = {function: dice.id_at(opened) for function in Function}
        for function, department in departments.items():
            rows.add(Department, id=department, name=NAMES[function], function=function)
        members = []
        for post in POSTS:
            for turn in range(post.people(plan.layout.homes)):
                name, phone, account = self._person(rows, plan, dice, post, turn, easy_logins)
                members.append(
                    self._place(rows, dice, post, turn, departments, (name, phone, account))
                )
        return departments, tuple(members)

    def _person(
        self,
        rows: Rows,
        plan: EstatePlan,
        dice: Dice,
        post: Post,
        turn: int,
        easy_logins: bool,
    ) -> tuple[str, str, UUID]:
        """Name, telephone and account: new, or of somebody who also works elsewhere."""
        grant = Grant(post.role, estate_id=rows.tenant["estate_id"])
        head = post.role is Role.DEPARTMENT_HEAD
        lender = LENT.get(plan.code)
        if head and lender is not None and lender[1] is post.function:
            found = self._heads[lender]
            self.accounts.grant(found[2], grant, self.now - timedelta(days=200))
            return found
        name, phone = person_name(dice), self.phones.new(dice)
        word = post.role.value.lower().replace("_", "-")
        if head:
            word = f"{post.function.value.lower().replace('_', '-')}-head"
        login = f"{plan.code}.{word}{turn + 1}"
        if easy_logins and post.login and turn == 0:
            login = post.login
        joined = self.now - timedelta(days=dice.whole(100, min(plan.age, 6) * 365))
        account = self.accounts.open(Audience.STAFF, name, joined, logins=(login,), grants=(grant,))
        if head:
            self._heads[plan.code, post.function] = (name, phone, account)
        return name, phone, account

    def _place(
        self,
        rows: Rows,
        dice: Dice,
        post: Post,
        turn: int,
        departments: Mapping[Function, UUID],
        person: tuple[str, str, UUID],
    ) -> Member:
        name, phone, account = person
        joined = self.now - timedelta(days=dice.whole(95, 1_500))
        member = Member(
            id=dice.id_at(joined),
            name=name,
            role=post.role,
            function=post.function,
            department_id=departments[post.function],
            pattern=post.pattern,
            turn=turn,
            skills=_skills(post, turn, dice),
            actor=Actor(
                group_id=rows.tenant["group_id"],
                account_id=account,
                audience=Audience.STAFF,
                name=name,
                roles={rows.tenant["estate_id"]: frozenset({post.role})},
            ),
        )
        member.actor.__init__  # placeholder
        rows.add(
            Staff,
            id=member.id,
            account_id=account,
            department_id=member.department_id,
            role=post.role,
            name=name,
            phone=phone,
            joined_on=joined.date(),
        )
        self._prove(rows, dice, member)
        return member

    def _prove(self, rows: Rows, dice: Dice, member: Member) -> None:
        """The person's skills with the certificates behind them, some soon or just expired."""
        for skill, level in member.skills.items():
            certificate = CERTIFICATES.get(skill)
            expires: date | None = None
            if certificate is not None:
                expires = (self.now + timedelta(days=dice.whole(-20, 1_000))).date()
            rows.add(
                StaffSkill,
                id=dice.id_at(self.now),
                staff_id=member.id,
                skill=skill,
                level=level,
                certificate=certificate,
                expires_on=expires,
            )


def _skills(post: Post, turn: int, dice: Dice) -> dict[Skill, int]:
    if post.role is not Role.TECHNICIAN:
        return {skill: dice.whole(2, 5) for skill in OTHER_SKILLS[post.function]}
    learnt, *others = TRADES[turn % len(TRADES)]
    return {learnt: dice.whole(3, 5), **{skill: dice.whole(1, 3) for skill in others}}


__all__ = ["LENT", "POSTS", "Member", "Staffing"]
