"""What a plugin shows in the demo group (`guanjia demo`), at the estates whose contract has it on.

    async def fill(estate: DemoEstate) -> None:
        manager = estate.staff(Role.ESTATE_MANAGER)[0]
        async with estate.at(estate.now - timedelta(days=30)) as uow:
            await set_price(manager, ..., uow)

    DEMONSTRATION = Demonstration(fill, DemoContract.STANDARD)

The manifest names it: `demo="demo:DEMONSTRATION"`. An estate's people, homes and three months of
tickets are there when it is asked; what it adds it adds through its own use cases, dated back.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Protocol

from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork


class DemoContract(IntEnum):
    """The contracts of the demo group's estates; each includes what those before it do."""

    BASIC = 0
    STANDARD = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """Somebody of the plugin's who logs in, with the demo's password: who it is (in both
    languages), the login name, and what there is to see then."""

    who: str
    name: str
    sees: str


class DemoEstate(Protocol):
    """One estate of the demo group, under contract with the plugin."""

    @property
    def group_id(self) -> int: ...
    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def now(self) -> datetime: ...

    @property
    def main(self) -> bool:
        """Whether the people of the printed logins work and live here."""
        ...

    def staff(self, role: Role) -> Sequence[Actor]:
        """Who holds a role here (for the group as well), those of the printed logins first."""
        ...

    def residents(self) -> Sequence[Actor]:
        """Who lives here and logs in, the printed login's first; with their houses."""
        ...

    def at(self, then: datetime) -> AbstractAsyncContextManager[UnitOfWork]:
        """The demo's transaction as if it were `then`, in the scope of the system here, and with
        the plugins asked that are on here."""
        ...

    async def log_in(self, login: DemoLogin, audience: Audience, role: Role, name: str) -> Actor:
        """The account of a login, opened when first asked for, with this role here."""
        ...


Fill = Callable[[DemoEstate], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a plugin says for the demo group.

    It is on at the estates whose contract is `contract` or a larger one, as configured; `fill`
    is asked once for each, those that it requires before it. Seconds count: the whole demo group
    is to load within a minute.
    """

    fill: Fill
    contract: DemoContract
    configuration: Mapping[str, Any] = field(default_factory=dict)
    logins: tuple[DemoLogin, ...] = ()


__all__ = ["DemoContract", "DemoEstate", "DemoLogin", "Demonstration", "Fill"]
