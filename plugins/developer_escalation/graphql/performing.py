"""What the plugin's mutations share: their error, their audiences, and the way they are run."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import strawberry
from strawberry.types.info import Info

from api.extend import GlobalId, Key, Keys, UserError, error_codes, perform, ref_or_nobody
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import Code, GuanjiaError, NotFound
from core.files.errors import FileCode
from core.text import TextCode
from core.tickets.errors import TicketCode
from core.tickets.refs import TicketRef
from plugins.developer_escalation.errors import DeveloperCode

P = TypeVar("P")

STAFF = frozenset({Audience.STAFF, Audience.SERVICE})
DEVELOPER = frozenset({Audience.PARTNER})
BOTH = STAFF | DEVELOPER

DeveloperErrorCode = error_codes(
    "DeveloperErrorCode", Code, TextCode, TicketCode, FileCode, DeveloperCode
)


@strawberry.type(description="Why a mutation about what is the developer's was refused.")
class DeveloperError(UserError):
    code: Any = strawberry.field(graphql_type=DeveloperErrorCode, default=None)

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> "DeveloperError":
        code = DeveloperErrorCode(refused.code.value)
        return cls(field=refused.field, message=message, code=code)


async def performing(
    info: Info,
    payload: Callable[..., P],
    keys: Mapping[str, TicketRef],
    input: Any,
    work: Callable[[Actor, UnitOfWork], Awaitable[None]],
) -> P:
    """Run a use case once for its key; `keys` are the rows its payload answers with, by name."""
    known = {name: Key(key.estate_id, key.id) for name, key in keys.items()}
    estate_id = next(iter(keys.values())).estate_id

    async def run(actor: Actor, uow: UnitOfWork) -> Keys:
        await work(actor, uow)
        return known

    return await perform(
        info, payload, estate_id, input.idempotency_key, strawberry.asdict(input), run, known=known
    )


async def performing_new(
    info: Info,
    payload: Callable[..., P],
    name: str,
    estate_id: int,
    input: Any,
    work: Callable[[Actor, UnitOfWork], Awaitable[UUID]],
) -> P:
    """Like `performing`, for what has its id only afterwards."""

    async def run(actor: Actor, uow: UnitOfWork) -> Keys:
        return {name: Key(estate_id, await work(actor, uow))}

    return await perform(
        info, payload, estate_id, input.idempotency_key, strawberry.asdict(input), run
    )


def row(id_: str, type_name: str) -> TicketRef:
    """The estate and the key in a global id; nobody's where it is of another type."""
    return ref_or_nobody(id_, type_name)


def in_estate(id_: str | None, type_name: str, estate_id: int, field: str) -> UUID | None:
    """The key in a global id of the estate; None where none is given. Raises `NotFound`."""
    if id_ is None:
        return None
    found = ref_or_nobody(id_, type_name)
    if found.estate_id != estate_id:
        raise NotFound(field)
    return found.id


def evidence(ids: Iterable[str], estate_id: int) -> tuple[UUID, ...]:
    """The keys of attachments of the estate. Raises `NotFound`."""
    return _keys(ids, "Attachment", estate_id, "evidenceIds")


def files(ids: Iterable[str], estate_id: int) -> tuple[UUID, ...]:
    """The keys of files that were announced at the estate. Raises `NotFound`."""
    return _keys(ids, "DeveloperUpload", estate_id, "fileIds")


def _keys(ids: Iterable[str], type_name: str, estate_id: int, field: str) -> tuple[UUID, ...]:
    found = (in_estate(each, type_name, estate_id, field) for each in ids)
    return tuple(key for key in found if key is not None)


def account(id_: str) -> UUID:
    """The key in an account's global id. Raises `NotFound`."""
    try:
        parsed = GlobalId.parse(id_)
        if parsed.type == "Account" and parsed.estate is None:
            return UUID(parsed.key)
    except (GuanjiaError, ValueError):
        pass
    raise NotFound("accountId")


__all__ = [
    "BOTH",
    "DEVELOPER",
    "STAFF",
    "DeveloperError",
    "DeveloperErrorCode",
    "account",
    "evidence",
    "files",
    "in_estate",
    "performing",
    "performing_new",
    "row",
]
