"""Erasing an estate: nothing of it is left that tells of anybody, and the books still balance.

What stays is the line of the directory, the estate's own row, with its code, its name and when it
was opened and closed, and the rows that are declared to stay (`core.db.erasing`): figures, without
who and where. Whoever belonged to this estate alone can no longer log in, and has no name any more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Table, delete, func, select, update

from core.db.base import Base
from core.db.erasing import stays
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.estates.models import AccountRights, Estate
from core.estates.rights import bump
from core.files.models import Attachment
from core.files.remove import ESTATE_ERASED
from core.ids import new_id
from core.jobs.models import Idempotency
from core.plugin.catalogue import Catalogue
from core.plugin.estate_data import erase, tables, unsettled
from core.tickets.models import Ticket
from core.tickets.phases import OPEN
from tenants.errors import TenantsCode
from tenants.estate_people import here_alone
from tenants.estate_rows import require_installed, tables_of_estates
from tenants.models import Account, ApiKey, KeyPrefix

ERASED_NAME = "已注销"
DEFAULT_LOCALE = "zh-CN"
GONE = ""

_RIGHTS = AccountRights.__table__
"""Versions alone: they stay, so that who is still at work under older rights is refused."""

Tell = Callable[[str, int], None]
"""Called after each table, with its name and how many rows went, or were emptied."""


@dataclass(frozen=True, slots=True)
class Holding:
    """How many rows a table has of the estate; those that stay are emptied of who and where."""

    table: str
    rows: int
    stays: bool


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing an estate would do, and what speaks against it: matters that are not settled."""

    holdings: tuple[Holding, ...]
    accounts: int
    files: int
    closed: bool
    open: tuple[str, ...]


async def look_before_erasing(
    uow: UnitOfWork, group_id: int, estate_id: int, installed: Catalogue
) -> Erasure:
    """Count what would go, and change nothing. Raises `NotFound` and PLUGIN_NOT_INSTALLED.

    The transaction must be the system's over the group's estates.
    """
    closed = await _closed_at(uow, group_id, estate_id) is not None
    await require_installed(uow, installed, estate_id)
    holdings = []
    for table in _tables(installed):
        counted = select(func.count()).select_from(table).where(table.c.estate_id == estate_id)
        rows = (await uow.execute(counted)).scalar_one()
        holdings.append(Holding(f"{table.schema}.{table.name}", rows, stays(table)))
    stored = select(func.count()).where(
        Attachment.estate_id == estate_id, Attachment.stored_at.is_not(None)
    )
    return Erasure(
        tuple(holdings),
        len(await here_alone(uow, group_id, estate_id)),
        (await uow.execute(stored)).scalar_one(),
        closed,
        tuple(await _open(uow, estate_id, installed)),
    )


async def erase_estate(
    uow: UnitOfWork,
    group_id: int,
    estate_id: int,
    installed: Catalogue,
    tell: Tell = lambda table, rows: None,
    *,
    with_open_work: bool = False,
) -> dict[str, int]:
    """Erase a closed estate; says how many rows of which table went, or were emptied.

    The transaction must be the system's over the group's estates, of the tables' owner
    (`Database(become=OWNER)`): what is only ever added to can be taken away by nobody else. The
    bytes of its files are deleted after it, by a worker at the latest. Raises `NotFound`,
    ESTATE_NOT_CLOSED, PLUGIN_NOT_INSTALLED, and ESTATE_HAS_OPEN_WORK unless told to go on
    `with_open_work`.
    """
    if await _closed_at(uow, group_id, estate_id, lock=True) is None:
        raise GuanjiaError(TenantsCode.ESTATE_NOT_CLOSED, field="estateId")
    await require_installed(uow, installed, estate_id)
    if not with_open_work and (open_ := await _open(uow, estate_id, installed)):
        raise GuanjiaError(TenantsCode.ESTATE_HAS_OPEN_WORK, details={"open": "; ".join(open_)})
    people = await here_alone(uow, group_id, estate_id)
    erased: dict[str, int] = {}
    for plugin in reversed(list(installed.manifests)):
        for name, rows in (await erase(installed, plugin, uow, estate_id)).items():
            _count(erased, tell, name, rows)
    for table in reversed(tables_of_estates()):
        gone = await uow.execute(delete(table).where(table.c.estate_id == estate_id))
        _count(erased, tell, f"{table.schema}.{table.name}", gone.rowcount)
    await _forget(uow, group_id, people)
    _count(erased, tell, "tenants.account", len(people))
    await uow.execute(update(Estate).where(Estate.id == estate_id).values(address=GONE))
    uow.emit(ESTATE_ERASED, group_id=group_id, estate_id=estate_id, subject_id=new_id())
    return erased


def _tables(installed: Catalogue) -> Iterator[Table]:
    for plugin in installed.manifests:
        yield from tables(installed, plugin)
    yield from tables_of_estates()


def _count(erased: dict[str, int], tell: Tell, name: str, rows: int) -> None:
    erased[name] = erased.get(name, 0) + rows
    tell(name, rows)


async def _closed_at(
    uow: UnitOfWork, group_id: int, estate_id: int, *, lock: bool = False
) -> object:
    statement = select(Estate.closed_at).where(Estate.group_id == group_id, Estate.id == estate_id)
    estate = await uow.row(statement.with_for_update() if lock else statement)
    if estate is None:
        raise NotFound("estateId")
    return estate["closed_at"]


async def _open(uow: UnitOfWork, estate_id: int, installed: Catalogue) -> Sequence[str]:
    """What is not settled at the estate, by the core's tickets and by each plugin's account."""
    tickets = select(func.count()).where(Ticket.estate_id == estate_id, Ticket.state.in_(OPEN))
    count = (await uow.execute(tickets)).scalar_one()
    found = [f"{count} 张工单未完成 (tickets not finished)"] if count else []
    for plugin in installed.manifests:
        for each in await unsettled(installed, plugin, uow, estate_id):
            found.append(f"{each.count} {each.title} ({each.title_en})")
    return found


async def _forget(uow: UnitOfWork, group_id: int, people: set[UUID]) -> None:
    """Close every door of some accounts, and take away their names and all that is theirs.

    The tables are found by their columns, so that one that is added later cannot be forgotten.
    """
    keys = select(ApiKey.id).where(ApiKey.group_id == group_id, ApiKey.account_id.in_(people))
    await uow.execute(delete(KeyPrefix).where(KeyPrefix.key_id.in_(keys)))
    await uow.execute(
        delete(Idempotency).where(
            Idempotency.group_id == group_id, Idempotency.actor_id.in_(people)
        )
    )
    await bump(uow, group_id, people)
    for table in reversed(Base.metadata.sorted_tables):
        if "account_id" in table.c and "estate_id" not in table.c and table is not _RIGHTS:
            theirs = (table.c.group_id == group_id) & table.c.account_id.in_(people)
            await uow.execute(delete(table).where(theirs))
    await uow.execute(
        update(Account)
        .where(Account.group_id == group_id, Account.id.in_(people))
        .values(
            name=ERASED_NAME,
            locale=DEFAULT_LOCALE,
            disabled_at=func.coalesce(Account.disabled_at, uow.now),
        )
    )


__all__ = ["ERASED_NAME", "Erasure", "Holding", "erase_estate", "look_before_erasing"]
