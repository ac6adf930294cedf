"""The door for other systems: signed messages become reports.

POST /intake/{code}   Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature.
Answers {"ticket": "Ticket:…", "number": "…", "new": true}; the same id again, the same ticket.
"""

from dataclasses import dataclass

import orjson
from starlette.requests import Request
from starlette.responses import Response
from structlog.contextvars import bind_contextvars

from api.auth import locale_of
from api.bodies import body_of
from api.errors import refusal
from api.graph.entity import global_id
from api.responses import refused
from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError
from core.files.store import FileStore
from core.intake.inbox import Source, Taken, find_source, once
from core.intake.mail_in import mail_once
from core.intake.messages import AlarmSaid, ReportSaid, read
from core.intake.models import SourceKind
from core.intake.ring import ring
from core.intake.signing import message_id, secret_of
from core.intake.take_in import take_in
from core.plugin.catalogue import Catalogue
from core.plugin.plan import Plan
from tenants.access import Access
from tenants.enabled import plugins_on


@dataclass(frozen=True, slots=True)
class IntakeDoor:
    """Where other systems knock. A source that is not there and a signature that does not hold
    look the same."""

    access: Access
    catalogue: Catalogue
    store: FileStore

    async def answer(self, request: Request) -> Response:
        """Take one message in."""
        try:
            taken = await self._take(request)
        except Exception as error:
            return refused(refusal(error), locale_of(request, "zh-CN"))
        told = {
            "ticket": global_id("Ticket", taken.ticket.estate_id, taken.ticket.id),
            "number": taken.number,
            "new": taken.new,
        }
        return Response(orjson.dumps(told), media_type="application/json")

    async def _take(self, request: Request) -> Taken:
        settings = self.access.settings
        async with unit_of_work(self.access.database, Scope.system()) as uow:
            source = await find_source(uow, request.path_params["code"])
        if source is None:
            raise GuanjiaError(Code.UNAUTHENTICATED)
        large = source.sends is SourceKind.EMAIL
        limit = settings.upload_limit_bytes if large else settings.body_limit_bytes
        body = await body_of(request, limit)
        now = clock.now()
        secrets = [secret_of(settings.secret, source.id, each) for each in source.generations(now)]
        key = message_id(request.headers, body, secrets, now)
        if key is None:
            raise GuanjiaError(Code.UNAUTHENTICATED)
        bind_contextvars(group=source.group_id, actor=str(source.id))
        plan = await self._plan(source)
        async with unit_of_work(self.access.database, Scope.of(source.actor)) as uow:
            uow.plan = plan
            if source.sends is SourceKind.EMAIL:
                return await mail_once(source, body, self.store, uow)
            return await once(uow, source, key, body, lambda: _do(source, body, uow))

    async def _plan(self, source: Source) -> Plan:
        """The plugins to be asked at the source's estate."""
        book = await self.access.contracts.book(source.group_id)
        return self.catalogue.plan(plugins_on(self.catalogue, book, source.estate_id, clock.now()))


async def _do(source: Source, body: bytes, uow: UnitOfWork) -> Taken:
    if source.sends is SourceKind.ALARMS:
        return await ring(source, read(AlarmSaid, body), uow)
    return await take_in(source, read(ReportSaid, body), uow)


__all__ = ["IntakeDoor"]
