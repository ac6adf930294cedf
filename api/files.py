"""Files, by links that GraphQL gives out (S-A4).

PUT /files/{link}   the bytes of an announced file -> 204
GET /files/{link}   the file
Nothing is public: a link carries its caller's pass, and the row is looked for in that scope.
"""

import re
from dataclasses import dataclass

from sqlalchemy import RowMapping, select
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
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
from core.files.rules import LARGEST, disposition
from core.files.store import FileStore, place_of
from tenants.access import Access

SHOWN = (Attachment.group_id, Attachment.name, Attachment.media_type, Attachment.size)

PART = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
"""One part, as players of sound ask for it. Of several at once the whole is sent."""


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
                    select(*SHOWN).where(
                        Attachment.estate_id == link.estate_id,
                        Attachment.id == link.attachment_id,
                        Attachment.stored_at.is_not(None),
                    )
                )
            if row is None:
                raise NotFound
            place = place_of(row["group_id"], link.estate_id, link.attachment_id)
            return await self._sent(request, place, row)
        except Exception as error:
            return _refused(error, request)

    async def _sent(self, request: Request, place: str, row: RowMapping) -> Response:
        """From the store itself where it hands files out, else from here; a part, if asked for."""
        if self.store.hands_out:
            address = await self.store.signed(place)
            return RedirectResponse(address, 302, {"cache-control": "no-store"})
        headers, media_type = _headers(row["name"]), row["media_type"]
        wanted = part_of(request.headers.get("range"), row["size"])
        if wanted is None:
            content = await self.store.get(place)
        elif not wanted:
            headers["content-range"] = f"bytes */{row['size']}"
            return Response(status_code=416, headers=headers)
        else:
            content = await self.store.get_range(place, wanted.start, wanted.stop)
            headers["content-range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{row['size']}"
        if content is None:
            raise NotFound
        return Response(content, 200 if wanted is None else 206, headers, media_type)

    def _link(self, request: Request, verb: Verb) -> Link:
        found = read_link(
            request.path_params["link"], verb, self.access.settings.secret, clock.now()
        )
        if found is None:
            raise NotFound
        bind_contextvars(group=found.allowed.group_id, actor=str(found.allowed.account_id))
        return found


def part_of(told: str | None, size: int) -> range | None:
    """The one part that a Range header asks for, of a file of so many bytes: empty where it lies
    outside of it, None where the whole is to be sent."""
    found = PART.fullmatch(told or "")
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return range(max(size - int(found[2]), 0), size)
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < first:
        return None
    return range(first, last + 1)


def _headers(name: str) -> dict[str, str]:
    return {
        "accept-ranges": "bytes",
        "content-disposition": disposition(name),
        "cache-control": "private, max-age=600",
        "content-security-policy": "sandbox; default-src 'none'",
    }


def _refused(error: Exception, request: Request) -> Response:
    """A caller whose rights have changed reads the link anew: to them this one is gone."""
    told = GuanjiaError(Code.NOT_FOUND) if isinstance(error, StaleRights) else refusal(error)
    return refused(told, locale_of(request, "zh-CN"))


__all__ = ["FileDoor"]
