"""The schema as text, as the caller's audience and contract have it."""

from starlette.requests import Request
from starlette.responses import Response

from api.auth import bearer, locale_of
from api.doors import Doors
from api.responses import refused
from core.errors import GuanjiaError


class SchemaText:
    """Serves `/schema.graphql` and `/estates/{code}/schema.graphql`."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        try:
            actor = await self._doors.access.authenticate(bearer(request))
            await self._doors.current(actor)  # no statement would tell of a contract just signed
            door = await self._doors.open(actor, request.path_params.get("code"))
        except GuanjiaError as error:
            return refused(error, locale_of(request, "zh-CN"))
        return Response(door.built.sdl(), media_type="text/plain; charset=utf-8")


__all__ = ["SchemaText"]
