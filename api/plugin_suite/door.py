"""The public door, opened for tests: the real application on a real socket, and its callers.

async with serving(database) as door:
    agent = await door.caller(world.estates[0].agent.actor)
    told = await agent.ask("{ tickets { nodes { number } } }", estate=world.estates[0].code)
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

import httpx
import uvicorn
from starlette.applications import Starlette

from api.app import create_app
from api.plugin_suite.server import SECRET, TestDatabase
from core import clock
from core.actor import Actor, Audience, Role
from core.config import Settings
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import AccountRights
from core.ids import new_id
from core.plugin.catalogue import Catalogue
from tenants.access import Access
from tenants.models import Account, RoleGrant, ScopeKind

WIDE = frozenset({Role.GROUP_DIRECTOR, Role.GROUP_STAFF, Role.DUTY_OFFICER})


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a token and a connection."""

    http: httpx.AsyncClient
    actor: Actor

    async def send(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        estate: str | None = None,
        **headers: str,
    ) -> httpx.Response:
        """The response to an operation, whatever it is."""
        path = "/graphql" if estate is None else f"/estates/{estate}/graphql"
        body = {"query": query, "variables": variables or {}}
        return await self.http.post(path, json=body, headers=headers)

    async def ask(
        self, query: str, variables: dict[str, Any] | None = None, *, estate: str | None = None
    ) -> dict[str, Any]:
        """The data of an operation that must not have errors."""
        response = await self.send(query, variables, estate=estate)
        told: dict[str, Any] = response.json()
        assert "errors" not in told, told
        data: dict[str, Any] = told["data"]
        return data


@dataclass(frozen=True, slots=True)
class Door:
    """The application as it is served."""

    address: str
    app: Starlette
    database: Database
    _clients: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def access(self) -> Access:
        access: Access = self.app.state.access
        return access

    async def caller(self, actor: Actor) -> Caller:
        """Log somebody of a test world in: gives them an account with the roles they hold there."""
        await enrol(self.database, actor)
        token, _ = self.access.signer.sign(
            actor.group_id, actor.account_id, actor.audience, new_id(), clock.now()
        )
        return Caller(self.http(token), actor)

    def http(self, token: str | None = None) -> httpx.AsyncClient:
        """A client, with or without a token."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        # plain HTTP to this process: reading the authorities' certificates would take the longest
        client = httpx.AsyncClient(base_url=self.address, headers=headers, timeout=30, verify=False)
        self._clients.append(client)
        return client

    async def close(self) -> None:
        """Close every client's connections."""
        for client in self._clients:
            await client.aclose()


async def enrol(database: Database, actor: Actor) -> None:
    """Rows that give an account the rights its actor holds; residents' come from residency."""
    async with unit_of_work(database, Scope.system(actor.group_id, *actor.roles)) as uow:
        key = {"group_id": actor.group_id}
        uow.add(
            Account,
            **key,
            id=actor.account_id,
            audience=actor.audience,
            name=actor.name,
            locale="zh-CN",
            created_at=clock.now(),
            disabled_at=None,
        )
        uow.add(AccountRights, **key, account_id=actor.account_id, version=1)
        if actor.audience is not Audience.RESIDENT:
            for estate_id, roles in actor.roles.items():
                for role in roles - WIDE:
                    _grant(uow, actor, role, ScopeKind.ESTATE, estate_id)
            for role in actor.group_roles:
                _grant(uow, actor, role, ScopeKind.GROUP, None)


def _grant(uow: Any, actor: Actor, role: Role, scope: ScopeKind, estate_id: int | None) -> None:
    uow.add(
        RoleGrant,
        group_id=actor.group_id,
        id=new_id(),
        account_id=actor.account_id,
        role=role,
        scope=scope,
        region_id=None,
        estate_id=estate_id,
        granted_at=clock.now(),
        granted_by=None,
        valid_to=None,
        revoked_at=None,
        revoked_by=None,
    )


@cache
def _installed() -> Catalogue:
    return Catalogue.discover()


@asynccontextmanager
async def serving(database: TestDatabase, **more: Any) -> AsyncIterator[Door]:
    """The application on a free port, in this process (so that time can be moved).

    Its schemas are built once for a catalogue, by default that of the installed plugins.
    """
    settings = Settings(database_url=database.app_url, secret_key=SECRET)
    app = create_app(settings, **{"catalogue": _installed(), **more})
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # asyncio sets this only where it made the socket; without it each answer waits 40 ms
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = listening.getsockname()[1]
        server = await _started(app, listening)
        door = Door(f"http://127.0.0.1:{port}", app, app.state.database)
        try:
            yield door
        finally:
            await door.close()
            await _stopped(server)


async def _started(app: Starlette, listening: socket.socket) -> uvicorn.Server:
    """What `uvicorn.Server.serve` does, without its loop that looks ten times a second."""
    config = uvicorn.Config(app, http="httptools", log_config=None, lifespan="on")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    assert server.started, "the application did not start: see the log above"
    return server


async def _stopped(server: uvicorn.Server) -> None:
    state = server.server_state
    for each in server.servers:
        each.close()
    for connection in list(state.connections):
        connection.shutdown()
    while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.002)
    await server.lifespan.shutdown()


def gid(type_name: str, estate_id: int, id_: UUID) -> str:
    """A global id."""
    return f"{type_name}:{estate_id}:{id_}"


__all__ = ["Caller", "Door", "enrol", "gid", "serving"]
