"""Values of a request, and how a compiled statement refers to them.

A plan is compiled once and run with many requests' values, so nothing of a request is written into
its SQL: each value becomes a named parameter together with a *getter* that finds it in the request.
Where the shape of the statement itself depends on a value (is the filter there? which order?), the
compiler *asks* for it; the answers are the path under which the plan is kept (`api.graph.plan`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import ARRAY, BigInteger, BindParameter, DateTime, Text, Uuid, bindparam
from sqlalchemy.types import TypeEngine

from api.graph.weights import check_weight
from core import clock
from core.actor import Actor, Audience, Role
from core.staff.permissions import SEES_PERSONAL_DATA

if TYPE_CHECKING:
    from api.graph.errands import Errand


@dataclass(frozen=True, slots=True)
class Values:
    """What one request brings: its coerced variables, its caller, and the estates in its scope.

    `plugins` names, for each plugin, the estates at which it is on now; `keys` are the rows a
    mutation answers with; `found` is what the plan's errands brought back; `installed` is what
    there is to be switched on, as JSON (`api.types.features`); from `secret` links are signed, and
    it is never bound.
    """

    variables: Mapping[str, Any]
    actor: Actor
    estates: tuple[int, ...]
    plugins: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    keys: Mapping[str, Any] = field(default_factory=dict)
    found: Mapping[str, Any] = field(default_factory=dict)
    installed: str = "[]"
    secret: str = field(default="", repr=False)
    now: datetime = field(default_factory=clock.now)


Getter: TypeAlias = Callable[[Values], Any]


@dataclass(slots=True)
class Binds:
    """The parameters of the statement being compiled, and the questions asked on the way.

    `errands` are what must be worked out in Python before the statement can be sent. `licensed` are
    the plugins whose fields are selected, `looked_up` the global ids that root fields look up.
    """

    values: Values
    getters: dict[str, Getter] = field(default_factory=dict)
    trail: list[tuple[Getter, Any]] = field(default_factory=list)
    errands: list["Errand"] = field(default_factory=list)
    licensed: set[str] = field(default_factory=set)
    looked_up: list[Getter] = field(default_factory=list)
    _named: dict[object, BindParameter[Any]] = field(default_factory=dict)
    _weight: int = 0

    def bind(
        self, getter: Getter, type_: TypeEngine[Any], *, name: object = None
    ) -> BindParameter[Any]:
        """A parameter whose value `getter` finds; the same `name` gives the same parameter."""
        if name is not None and name in self._named:
            return self._named[name]
        key = f"p{len(self.getters)}"
        self.getters[key] = getter
        made: BindParameter[Any] = bindparam(key, type_=type_)
        if name is not None:
            self._named[name] = made
        return made

    def ask(self, getter: Getter) -> Any:
        """The value now, on which the statement's shape will depend."""
        answer = getter(self.values)
        self.trail.append((getter, answer))
        return answer

    def weigh(self, weight: int) -> None:
        """Count what the statement has come to. Raises BadRequest where it is too much."""
        self._weight += weight
        check_weight(self._weight)

    def group(self) -> BindParameter[Any]:
        """The caller's group."""
        return self.bind(lambda v: v.actor.group_id, BigInteger(), name="group")

    def estates(self) -> BindParameter[Any]:
        """The estates in scope, as `bigint[]`."""
        return self.bind(lambda v: list(v.estates), ARRAY(BigInteger), name="estates")

    def only_estate(self) -> BindParameter[Any] | None:
        """The one estate in scope, or None where there are several."""
        if not self.ask(_has_one_estate):
            return None
        return self.bind(lambda v: v.estates[0], BigInteger(), name="estate")

    def persons(self) -> BindParameter[Any]:
        """The caller's own rows: staff members or residents, as `uuid[]`."""
        return self.bind(lambda v: list(v.actor.persons), ARRAY(Uuid), name="persons")

    def account(self) -> BindParameter[Any]:
        """The caller's account id."""
        return self.bind(lambda v: v.actor.account_id, Uuid(), name="account")

    def now(self) -> BindParameter[Any]:
        """The moment of the request."""
        return self.bind(lambda v: v.now, DateTime(timezone=True), name="now")

    def estates_with(self, roles: frozenset[Role]) -> BindParameter[Any]:
        """The estates at which the caller holds any of `roles`, as `bigint[]`."""
        return self.bind(
            lambda v: list(v.actor.estates_with(roles)), ARRAY(BigInteger), name=("roles", roles)
        )

    def personal_estates(self) -> BindParameter[Any]:
        """The estates whose residents' personal data the caller may see unmasked."""
        return self.bind(_personal_estates, ARRAY(BigInteger), name="personal")

    def enabled(self, plugin: str) -> BindParameter[Any]:
        """The estates at which a plugin is on, as `bigint[]`."""
        return self.bind(
            lambda v: list(v.plugins.get(plugin, ())), ARRAY(BigInteger), name=("plugin", plugin)
        )

    def text(self, getter: Callable[[Actor], str], name: str) -> BindParameter[Any]:
        """A text about the caller."""
        return self.bind(lambda v: getter(v.actor), Text(), name=("text", name))


def _has_one_estate(values: Values) -> bool:
    return len(values.estates) == 1


def _personal_estates(values: Values) -> list[int]:
    """Residents see only their own rows, so nothing of those is masked; staff by role."""
    if values.actor.audience is Audience.RESIDENT:
        return list(values.estates)
    return list(values.actor.estates_with(SEES_PERSONAL_DATA))


__all__ = ["Binds", "Getter", "Values"]
