"""Files, by links that GraphQL gives out (S-A4).

PUT /files/{link}   the bytes of an announced file -> 204
GET /files/{link}   the file
Nothing is public: a link carries its caller's pass, and the row is looked for in that scope.
"""

from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from structlog.contextvars import bind_contextvars

from api.auth import locale_of
from api.bodies import body_of
from api.errors import refusal
from api.responses import refused
from core import clock
from core.db.scope import StaleRights
from core.db.unit_of_work import unit_of_work
from core.errors import Code, GuanjiaError, NotFound
from core.files.links import Link, Verb, read_link
from core.files.models import Attachment
from core.files.receive import receive
from core.files.rules import LARGEST
from core.files.store import FileStore, place_of
from tenants.access import Access


@dataclass(frozen=True, slots=True)
class FileDoor:
    """Where files come in and go out."""

    access: Access
    store: FileStore

    async def take(self, request: Request) -> Response:
        """Take a file's bytes. Nothing is kept of what breaks off."""
        try:
            link = self._link(request, Verb.PUT)
            content = await body_of(request, min(LARGEST, self.access.settings.upload_limit_bytes))
            scope = link.allowed.scope(link.estate_id)
            async with unit_of_work(self.access.database, scope) as uow:
                if link.allowed.enough:
                    await uow.enter(link.allowed.of_the_link(link.estate_id))
                await receive(uow, self.store, link.estate_id, link.attachment_id, content)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as error:
            return _refused(error, request)
        return Response(status_code=204)

    async def send(self, request: Request) -> Response:
        """The file."""
        try:
            link = self._link(request, Verb.GET)
            async with unit_of_work(
                self.access.database, link.allowed.scope(link.estate_id)
            ) as uow:
                if link.allowed.enough:
                    await uow.enter(link.allowed.of_the_link(link.estate_id))
                row = await uow.row(
                    select(Attachment.group_id, Attachment.name, Attachment.media_type).where(
                        Attachment.estate_id == link.estate_id,
                        Attachment.id == link.attachment_id,
                        Attachment.stored_at.is_not(None),
                    )
                )
            if row is None:
                raise NotFound
            place = place_of(row["group_id"], link.estate_id, link.attachment_id)
            content = await self.store.get(place)
            if content is None:
                raise NotFound
        except Exception as error:
            return _refused(error, request)
        return Response(content, headers=_headers(row["name"]), media_type=row["media_type"])

    def _link(self, request: Request, verb: Verb) -> Link:
        found = read_link(
            request.path_params["link"], verb, self.access.settings.secret, clock.now()
        )
        if found is None:
            raise NotFound
        bind_contextvars(group=found.allowed.group_id, actor=str(found.allowed.account_id))
        return found


def _headers(name: str) -> dict[str, str]:
    return {
        "content-disposition": f"inline; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "private, max-age=600",
        "content-security-policy": "sandbox; default-src 'none'",
    }


def _refused(error: Exception, request: Request) -> Response:
    """A caller whose rights have changed reads the link anew: to them this one is gone."""
    told = GuanjiaError(Code.NOT_FOUND) if isinstance(error, StaleRights) else refusal(error)
    return refused(told, locale_of(request, "zh-CN"))


__all__ = ["FileDoor"]
