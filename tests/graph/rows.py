"""Rows for every table there is, made from the tables' own definitions.

rows = Rows(seed=7)
rows.know(Ticket, found)                     # rows that are there already, to refer to
new = rows.make(Ticket, group_id=1, estate_id=7)

Foreign keys are followed, enums and uniqueness kept, nullable columns null now and then, and texts
are those that break careless programs. The same seed makes the same rows (but for their keys).
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Table,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from core.actor import Role
from core.db.base import EnumText
from core.ids import new_id
from core.staff.models import Function, Skill
from core.surveys.models import SCORES
from core.tickets.transitions import Action

Row = dict[str, Any]

TEXTS = (
    "厨房水管漏水",
    "",
    " 空 格 ",
    "it's",
    'say "hi"',
    "back\\slash \\n",
    "🏠👨‍👩‍👧 emoji",
    "第一行\n第二行\tTab\r",
    "100% %(p0)s :p0 $1 ?",
    "{1,2} [null] <b>&amp;</b>",
    "null",
    "Ünïcödé ﷺ \u2028 \u200d",
    "長" * 300,
)

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)

TRIES = 100

_serials = itertools.count(1)


def _one_answer(row: Row, random: Random) -> Row:
    answers = {"score": 3, "choices": ["a"], "yes": True, "words": random.choice(TEXTS)}
    given = random.choice(sorted(answers))
    return {**row, **dict.fromkeys(answers), given: answers[given]}


def _scope_of_grant(row: Row, random: Random) -> Row:
    reach = {"GROUP": {}, "REGION": {"region_id": row["region_id"]}}
    scope = "ESTATE" if row["estate_id"] else random.choice(sorted(reach))
    found = {"ESTATE": {"estate_id": row["estate_id"]}, **reach}[scope]
    return {**row, "region_id": None, "estate_id": None, **found, "scope": scope}


HISTORY: Mapping[str, Any] = {
    "kind": "REPAIR",
    "urgency": "ROUTINE",
    "severity": "ORDINARY",
    "channel": "PHONE",
    "propertyType": "RESIDENTIAL",
    "category": None,
    "receivedAt": BEGIN.isoformat(),
    "reason": "PARTS",
    "until": (BEGIN + timedelta(days=3)).isoformat(),
}
"""What an entry of a ticket's history may keep, whatever its action."""

SPECIAL: Mapping[str, Callable[[Random], Any]] = {
    **{f"survey.{score}": lambda random: random.choice((None, 1, 2, 3, 4, 5)) for score in SCORES},
    "ticket_event.action": lambda random: random.choice(list(Action)).value,
    "ticket_event.data": lambda random: dict(HISTORY),
    "ticket_event.actor_audience": lambda random: random.choice(("staff", "resident")),
    "course.roles": lambda random: [random.choice(list(Role)).value],
    "estate.zone": lambda random: "Asia/Shanghai",
    "estate.closed_at": lambda random: None,
    "notification_preference.channels": lambda random: {"PROGRESS": ["EMAIL"]},
    "notification_preference.muted": lambda random: [],
    "notification_preference.quiet_from": lambda random: 22 * 60,
    "notification_preference.quiet_to": lambda random: 7 * 60,
    "intake_source.generation": lambda random: random.randrange(1, 4),
    "attachment.size": lambda random: random.randrange(1, 5000),
    "survey_question.options": lambda random: ["a", "b"],
    "survey_question.option_titles": lambda random: ["甲", "乙"],
    "survey_question.option_titles_en": lambda random: ["A", "B"],
    **{
        f"revisit_setting.{name}": lambda random: random.randrange(1, 8)
        for name in ("share", "link_days", "close_days", "attempts")
    },
    "dispatch_need.functions": lambda random: [random.choice(list(Function)).value],
    "dispatch_need.skills": lambda random: [random.choice(list(Skill)).value],
    "dispatch_need.levels": lambda random: [random.randrange(1, 6)],
}
"""Columns whose values say more than their types do."""

WHOLE: Mapping[str, Callable[[Row, Random], Row]] = {
    "role_grant": _scope_of_grant,
    "survey_answer": _one_answer,
}
"""Tables whose columns depend on one another."""


class NoRoom(Exception):
    """A table takes no further row of this kind."""


class Rows:
    """Makes rows, and remembers them so that later ones can refer to them."""

    def __init__(self, seed: int = 1, *, nulls: float = 0.3) -> None:
        self.random = Random(seed)
        self.nulls = nulls
        self.known: dict[Table, list[Row]] = defaultdict(list)

    def know(self, model: type[DeclarativeBase] | Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows that are in the database already."""
        self.known[_table(model)].extend(map(dict, rows))

    def make(self, model: type[DeclarativeBase] | Table, **fixed: Any) -> Row:
        """A row with the `fixed` values, everything else made up to fit them.

        Raises NoRoom where every such row would be one that is there already.
        """
        table = _table(model)
        for _ in range(TRIES):
            row = self.draft(table, **fixed)
            if not self._is_taken(table, row):
                self.known[table].append(row)
                return row
        raise NoRoom(table.name)

    def draft(self, table: Table, **fixed: Any) -> Row:
        """The same without looking whether it is there already, and not remembered."""
        row: Row = dict(fixed)
        for constraint in sorted(_foreign(table), key=lambda each: len(each.column_keys)):
            row.update(self._reference(constraint, row))
        for column in table.columns:
            if column.name not in row:
                row[column.name] = self._value(column)
        if table.name in WHOLE:
            row = WHOLE[table.name](row, self.random)
        if row.get("ticket_id") is not None and "requester_id" in row:
            row["requester_id"] = self._of_ticket(table, row)
        return row

    def _is_taken(self, table: Table, row: Row) -> bool:
        return any(
            all(row[name] == known[name] for name in names)
            for names in _unique(table)
            for known in self.known[table]
        )

    def _reference(self, constraint: ForeignKeyConstraint, row: Row) -> Row:
        """Values for a foreign key's columns: those of a row of the same estate, or null."""
        pairs = [(each.parent, each.column) for each in constraint.elements]
        free = [local for local, _ in pairs if local.name not in row]
        if not free:
            return {}
        optional = all(local.nullable for local in free)
        fitting = [
            known
            for known in self.known[constraint.referred_table]
            if all(
                row.get(local.name, known[remote.name]) == known[remote.name]
                for local, remote in pairs
            )
        ]
        if optional and (not fitting or self.random.random() < self.nulls):
            return {local.name: None for local in free}
        if not fitting:
            raise LookupError(f"{constraint.table.name}: nothing to refer to by {constraint.name}")
        chosen = self.random.choice(fitting)
        return {local.name: chosen[remote.name] for local, remote in pairs}

    def _value(self, column: Column[Any]) -> Any:
        special = SPECIAL.get(f"{column.table.name}.{column.name}")
        if special is not None:
            return special(self.random)
        if column.nullable and self.random.random() < self.nulls:
            return None
        return self._of_type(column)

    def _of_type(self, column: Column[Any]) -> Any:
        random, kind = self.random, column.type
        if isinstance(kind, EnumText):
            enum: type[StrEnum] = kind.enum
            return random.choice(list(enum))
        if isinstance(kind, Uuid):
            return new_id()
        if isinstance(kind, Boolean):
            return random.random() < 0.5
        if isinstance(kind, DateTime):
            minutes = random.choice((0, 1, 60, random.randrange(400_000)))
            return BEGIN + timedelta(minutes=minutes, microseconds=random.choice((0, 1, 999_990)))
        if isinstance(kind, Date):
            if _is_unique(column):
                return date(2000, 1, 1) + timedelta(days=next(_serials))
            return date(2024, 1, 1) + timedelta(days=random.randrange(4))
        if isinstance(kind, BigInteger):
            return next(_serials) if _is_unique(column) else random.randrange(5)
        if isinstance(kind, JSONB):
            return {"k": random.choice(TEXTS), "n": [1, 2.5, None, True, {"ü": "深"}]}
        if isinstance(kind, ARRAY):
            numbers = isinstance(kind.item_type, BigInteger)
            return [1, 2] if numbers else random.sample(TEXTS, random.randrange(4))
        text = random.choice(TEXTS)
        return f"{text}{next(_serials)}" if _is_unique(column) else text

    def _of_ticket(self, table: Table, row: Row) -> Any:
        """Rows about a ticket carry its requester, by whom the policies narrow them."""
        tickets = next(
            each.referred_table for each in _foreign(table) if "ticket_id" in each.column_keys
        )
        return next(
            known["requester_id"]
            for known in self.known[tickets]
            if known["id"] == row["ticket_id"]
        )


def _table(model: type[DeclarativeBase] | Table) -> Table:
    if isinstance(model, Table):
        return model
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _foreign(table: Table) -> list[ForeignKeyConstraint]:
    return [each for each in table.constraints if isinstance(each, ForeignKeyConstraint)]


def _is_unique(column: Column[Any]) -> bool:
    """Whether the column is part of what tells rows apart."""
    table = column.table
    assert isinstance(table, Table)
    return any(column.name in names for names in _unique(table))


def _unique(table: Table) -> list[list[str]]:
    """The columns that together tell rows apart, by each of the table's keys."""
    keys = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    keys += [each.columns for each in table.indexes if each.unique]
    keys.append(table.primary_key.columns)
    return [[column.name for column in each] for each in keys]


__all__ = ["BEGIN", "TEXTS", "NoRoom", "Row", "Rows"]
