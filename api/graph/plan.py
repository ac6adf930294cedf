"""Plans: compiled statements, kept as a tree of the questions that were asked to make them.

While compiling, everything the statement's shape depends on is asked of the request (`Binds.ask`).
The questions are asked in an order that depends only on earlier answers, so a document's plans form
a decision tree: walking it with a request's values leads to the plan made for such values, or to
where a new one is to be added.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Text, cast, select
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect

from api.graph.binds import Binds, Getter, Values
from api.graph.cost import Cost
from api.graph.shapes import Columns, as_object
from core.errors import Code, GuanjiaError

if TYPE_CHECKING:
    from api.graph.errands import Errand

_DIALECT = psycopg_dialect.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement with the getters of its parameters, `$1` and on.

    `sql` is None where nothing is read (introspection alone). `in_python` says that the executor
    must finish the answer; `errands` are to be run before the statement. `licensed` are the plugins
    whose fields are selected, `looked_up` find the ids of what is looked up.
    """

    sql: str | None
    getters: tuple[Getter, ...]
    cost: Cost
    settled_cost: int | None
    in_python: bool
    errands: tuple["Errand", ...] = ()
    licensed: frozenset[str] = frozenset()
    looked_up: tuple[Getter, ...] = ()

    def parameters(self, values: Values) -> list[Any]:
        """The statement's parameters for one request. Raises INVALID for bad values."""
        made = [getter(values) for getter in self.getters]
        for value in made:
            if isinstance(value, str | list) and _holds_nul(value):
                raise GuanjiaError(Code.INVALID, details={"reason": "a text holds U+0000"})
        return made

    def rows(self, values: Values) -> int:
        """How many rows the request may read at most."""
        return self.cost.of(values) if self.settled_cost is None else self.settled_cost


def _holds_nul(value: str | list[Any]) -> bool:
    """Whether it is, or has, a text that PostgreSQL cannot hold."""
    if isinstance(value, str):
        return "\0" in value
    return any(isinstance(each, str) and "\0" in each for each in value)


def finish(columns: Columns | None, binds: Binds, cost: Cost, *, in_python: bool) -> Plan:
    """The plan that answers with one object of `columns`, as text."""
    settled = cost.of(binds.values) if cost.settled() else None
    if columns is None:
        return Plan(None, (), cost, settled, in_python)
    statement = as_text(columns)
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    names = compiled.positiontup or ()
    getters = tuple(binds.getters.get(name) or _always(compiled.params[name]) for name in names)
    return Plan(
        str(compiled),
        getters,
        cost,
        settled,
        in_python,
        errands=tuple(binds.errands),
        licensed=frozenset(binds.licensed),
        looked_up=tuple(binds.looked_up),
    )


def _always(value: Any) -> Getter:
    return lambda _: value


def as_text(columns: Columns) -> Select[Any]:
    """`select row_to_json(...)::text`: one row, one column."""
    return select(cast(as_object(columns), Text).label("data"))


@dataclass(slots=True)
class _Fork:
    """A question, and where each answer leads: to the next question, or to a plan."""

    question: Getter
    ways: dict[Any, "_Fork | Plan"] = field(default_factory=dict)


class PlanTree:
    """The plans of one operation, found by answering the questions they were made with."""

    def __init__(self, *, largest: int = 256) -> None:
        """Past `largest` plans the tree starts anew, so that no client can fill the memory."""
        self._root: _Fork | Plan | None = None
        self._size = 0
        self._largest = largest

    def find(self, values: Values) -> Plan | None:
        """The plan for these values, if one was made."""
        at = self._root
        while isinstance(at, _Fork):
            at = at.ways.get(at.question(values))
        return at

    def add(self, trail: list[tuple[Getter, Any]], plan: Plan) -> None:
        """Keep a plan under the questions and answers that led to it."""
        if self._size >= self._largest:
            self._root, self._size = None, 0
        self._size += 1
        at: _Fork | Plan = plan
        if not trail:
            self._root = plan
            return
        if not isinstance(self._root, _Fork):
            self._root = _Fork(trail[0][0])
        fork = self._root
        for (_, answer), (question, _) in pairwise(trail):
            following = fork.ways.get(answer)
            if not isinstance(following, _Fork):
                following = fork.ways[answer] = _Fork(question)
            fork = following
        fork.ways[trail[-1][1]] = at


__all__ = ["Plan", "PlanTree", "as_text", "finish"]
