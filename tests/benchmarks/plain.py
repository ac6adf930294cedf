"""The server to compare with: Strawberry, SQLAlchemy's asynchronous ORM and data loaders.

What an ordinary good server looks like: one session and one transaction a request, a data loader
for each relation, parsed and validated documents cached, answers written by orjson. It stands on
the same tables, checks the same token and sets the same scope, under row-level security. It is
spared what ours does besides: it neither looks up the caller's rights nor logs nor counts.
"""

import asyncio
import base64
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import orjson
import strawberry
from sqlalchemy import make_url, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

from core import clock
from core.config import get_settings
from core.db.base import TenantRow
from core.db.engine import SESSION_OPTIONS
from core.estates.models import EstateEntry
from core.estates.models import House as HouseRow
from core.staff.models import Staff as StaffRow
from core.surveys.models import Survey as SurveyRow
from core.tickets.kinds import Kind, State, Urgency
from core.tickets.models import Ticket as TicketRow
from core.tickets.models import TicketEvent as EventRow
from core.tickets.transitions import Action
from tenants.tokens import Claims, TokenSigner

Row = TypeVar("Row", bound=TenantRow)

ENTER = text("select core.set_scope(:group, :estates, :audience, :account, '{}', '{}', '')")
AS_SYSTEM = {"group": "", "estates": "{}", "audience": "system", "account": ""}


@dataclass
class Context:
    """One request: its session, and the loaders that share it, one query at a time."""

    session: AsyncSession
    estate_id: int

    def __post_init__(self) -> None:
        self._turn = asyncio.Lock()

    async def rows(self, statement: Any) -> Sequence[Any]:
        """The entities of a statement."""
        async with self._turn:
            return (await self.session.scalars(statement)).all()

    @cached_property
    def houses(self) -> DataLoader[UUID, HouseRow | None]:
        return DataLoader(lambda keys: self._by_id(HouseRow, keys))

    @cached_property
    def staff(self) -> DataLoader[UUID, StaffRow | None]:
        return DataLoader(lambda keys: self._by_id(StaffRow, keys))

    @cached_property
    def surveys(self) -> DataLoader[UUID, SurveyRow | None]:
        return DataLoader(self._latest_surveys)

    @cached_property
    def events(self) -> DataLoader[UUID, list[EventRow]]:
        return DataLoader(self._events)

    async def _by_id(self, model: type[Row], keys: list[UUID]) -> list[Row | None]:
        statement = select(model).where(model.estate_id == self.estate_id, model.id.in_(keys))
        found = {row.id: row for row in await self.rows(statement)}
        return [found.get(key) for key in keys]

    async def _latest_surveys(self, tickets: list[UUID]) -> list[SurveyRow | None]:
        statement = (
            select(SurveyRow)
            .where(SurveyRow.estate_id == self.estate_id, SurveyRow.ticket_id.in_(tickets))
            .order_by(SurveyRow.invited_at)
        )
        found = {row.ticket_id: row for row in await self.rows(statement)}
        return [found.get(ticket) for ticket in tickets]

    async def _events(self, tickets: list[UUID]) -> list[list[EventRow]]:
        statement = (
            select(EventRow)
            .where(EventRow.estate_id == self.estate_id, EventRow.ticket_id.in_(tickets))
            .order_by(EventRow.sequence)
        )
        found: dict[UUID, list[EventRow]] = defaultdict(list)
        for row in await self.rows(statement):
            found[row.ticket_id].append(row)
        return [found[ticket] for ticket in tickets]


Info = strawberry.Info[Context, None]


def _id(kind: str, row: TenantRow) -> strawberry.ID:
    return strawberry.ID(f"{kind}:{row.estate_id}:{row.id}")


@strawberry.type
class House:
    label: str

    @strawberry.field
    def id(root: HouseRow) -> strawberry.ID:
        return _id("House", root)


@strawberry.type
class Staff:
    name: str

    @strawberry.field
    def id(root: StaffRow) -> strawberry.ID:
        return _id("Staff", root)


@strawberry.type
class Survey:
    satisfied: bool | None

    @strawberry.field
    def id(root: SurveyRow) -> strawberry.ID:
        return _id("Survey", root)


@strawberry.type
class TicketEvent:
    at: datetime
    action: Action
    to_state: State
    actor_name: str

    @strawberry.field
    def id(root: EventRow) -> strawberry.ID:
        return _id("TicketEvent", root)


@strawberry.type
class Ticket:
    number: str
    state: State
    kind: Kind
    urgency: Urgency
    received_at: datetime
    due_at: datetime | None

    @strawberry.field
    def id(root: TicketRow) -> strawberry.ID:
        return _id("Ticket", root)

    @strawberry.field
    async def house(root: TicketRow, info: Info) -> House | None:
        return await info.context.houses.load(root.house_id) if root.house_id else None  # type: ignore[return-value]

    @strawberry.field
    async def assignee(root: TicketRow, info: Info) -> Staff | None:
        return await info.context.staff.load(root.assignee_id) if root.assignee_id else None  # type: ignore[return-value]

    @strawberry.field
    async def survey(root: TicketRow, info: Info) -> Survey | None:
        return await info.context.surveys.load(root.id)  # type: ignore[return-value]

    @strawberry.field
    async def events(root: TicketRow, info: Info, first: int = 20) -> list[TicketEvent]:
        return (await info.context.events.load(root.id))[:first]  # type: ignore[return-value]


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class TicketConnection:
    nodes: list[Ticket]
    page_info: PageInfo


@strawberry.type
class Query:
    @strawberry.field
    async def tickets(self, info: Info, first: int = 20) -> TicketConnection:
        statement = (
            select(TicketRow)
            .where(TicketRow.estate_id == info.context.estate_id)
            .order_by(TicketRow.received_at.desc(), TicketRow.id.desc())
            .limit(first + 1)
        )
        rows = await info.context.rows(statement)
        page = list(rows[:first])
        last = f"{page[-1].received_at.isoformat()},{page[-1].id}" if page else None
        cursor = base64.b64encode(last.encode()).decode() if last else None
        ends = PageInfo(has_next_page=len(rows) > first, end_cursor=cursor)
        return TicketConnection(nodes=page, page_info=ends)


class Endpoint(GraphQL[Context, None]):
    """Strawberry's ASGI application, with orjson for the answers."""

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        context: Context = request.scope["plain"]
        return context

    def encode_json(self, data: object) -> str | bytes:
        return orjson.dumps(data)


def create_app() -> Starlette:
    """The ASGI application, on the same settings as ours."""
    settings = get_settings()
    signer = TokenSigner(settings)
    engine = create_async_engine(
        make_url(settings.database_url or "").set(drivername="postgresql+psycopg"),
        pool_size=settings.pool_max,
        connect_args={"options": SESSION_OPTIONS, "prepare_threshold": 0},
    )
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    schema = strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])
    endpoint = Endpoint(schema, graphql_ide=None)
    estates: dict[tuple[int, str], int] = {}

    class Scoped:
        """Check the token, open the request's session, set its scope, answer."""

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            token = Request(scope).headers["authorization"].removeprefix("Bearer ")
            claims = signer.verify(token, clock.now())
            async with sessions() as session, session.begin():
                estate_id = estates[claims.group_id, scope["path_params"]["code"]]
                await session.execute(ENTER, _scope(claims, estate_id))
                scope["plain"] = Context(session, estate_id)
                await endpoint(scope, receive, send)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with sessions() as session, session.begin():
            await session.execute(ENTER, AS_SYSTEM)
            for row in await session.scalars(select(EstateEntry)):
                estates[row.group_id, row.code] = row.id
        yield
        await engine.dispose()

    return Starlette(
        routes=[Route("/estates/{code}/graphql", Scoped(), methods=["POST"])], lifespan=lifespan
    )


def _scope(claims: Claims, estate_id: int) -> dict[str, str]:
    return {
        "group": str(claims.group_id),
        "estates": f"{{{estate_id}}}",
        "audience": claims.audience.value,
        "account": str(claims.account_id),
    }


__all__ = ["create_app"]
