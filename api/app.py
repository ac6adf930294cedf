"""The application: what it serves, and what it opens and closes with itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute

from api import ide, sessions
from api.doors import Doors
from api.endpoint import GraphQLEndpoint
from api.files import FileDoor
from api.health import healthz, metrics, readyz
from api.intake import IntakeDoor
from api.middleware import Observed
from api.schema.registry import Registry
from api.schema.routes import PluginRoutes
from api.sdl import SchemaText
from api.subscriptions.guard import Guard
from api.subscriptions.sockets import Sockets
from api.subscriptions.watch import Watcher
from api.survey.door import SurveyDoor
from core import messages
from core.config import Settings, get_settings
from core.db.engine import Database
from core.files.store import FileStore
from core.notify import templates
from core.plugin.catalogue import Catalogue
from tenants.access import Access


def create_app(
    settings: Settings | None = None,
    *,
    database: Database | None = None,
    catalogue: Catalogue | None = None,
) -> Starlette:
    """The ASGI application. Its database is the settings', which must be migrated.

    `catalogue` is the plugins it serves; by default those installed.
    """
    catalogue = Catalogue.discover() if catalogue is None else catalogue
    messages.learn(catalogue.texts)
    templates.learn(catalogue.templates)
    settings = settings or get_settings()
    database = database or Database(settings.database_url or "", size=settings.pool_max)
    access = Access(database, settings, catalogue)
    registry = Registry.of(catalogue)
    doors = Doors(access, registry, catalogue)
    graphql = GraphQLEndpoint(doors, body_limit=settings.body_limit_bytes)
    sdl = SchemaText(doors)
    store = FileStore.of(settings)
    files = FileDoor(access, store)
    watcher = Watcher(database)
    guard = Guard(access)
    sockets = Sockets(doors, watcher, guard)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with database.opened():
            yield
            await watcher.close()
            await guard.close()

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]  # the endpoint itself answers 405
    app = Starlette(
        routes=[
            Route("/graphql", graphql.answer, methods=methods),
            Route("/estates/{code}/graphql", graphql.answer, methods=methods),
            WebSocketRoute("/graphql", sockets.answer),
            WebSocketRoute("/estates/{code}/graphql", sockets.answer),
            Route("/schema.graphql", sdl.answer),
            Route("/estates/{code}/schema.graphql", sdl.answer),
            Route("/files/{link}", files.send, methods=["GET"]),
            Route("/files/{link}", files.take, methods=["PUT"]),
            Route("/intake/{code}", IntakeDoor(access, catalogue, store).answer, methods=["POST"]),
            *sessions.routes,
            *SurveyDoor(access, catalogue).routes,
            *ide.routes,
            *PluginRoutes(access, catalogue).mounts,
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
        ],
        middleware=[Middleware(Observed)],
        lifespan=lifespan,
    )
    app.state.database = database
    app.state.access = access
    app.state.registry = registry
    app.state.sockets = sockets
    return app


__all__ = ["create_app"]
