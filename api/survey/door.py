"""GET and POST /survey/{token}: answering a survey by its link, without logging in.

A browser gets a page that works without scripts; what asks for `application/json` gets the same as
JSON, and sends JSON. Asking changes nothing; one tap answers; the same tap again changes nothing.
Of a link that is unknown, expired or overtaken nothing is told but that it is no good.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.auth import locale_of
from api.bodies import body_of
from api.codes import STATUS, HttpCode
from api.errors import refusal
from api.responses import JSON, refused
from api.survey.forms import body_in, details_in, form_in, verdict_in
from api.survey.page import HEADERS, plain_page, survey_page
from api.survey.texts import Words, words
from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError, Invalid, NotFound
from core.messages import message
from core.plugin.catalogue import Catalogue
from core.surveys.links import PATH, WINDOW, visit
from core.surveys.models import SurveyState
from core.surveys.tap import Asking, add_details, asking, tap
from tenants.access import Access
from tenants.enabled import plugins_on

LARGEST_BODY = 64 * 1024
FORM = "application/x-www-form-urlencoded"
HTML = "text/html"

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)


class SurveyDoor:
    """Answers for the surveys of all groups; each request sees the one its link is for."""

    def __init__(self, access: Access, catalogue: Catalogue) -> None:
        self._access = access
        self._catalogue = catalogue

    @property
    def routes(self) -> tuple[Route, ...]:
        """Where it stands."""
        return (Route(f"{PATH}{{token}}", self.answer, methods=["GET", "POST"]),)

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        locale = locale_of(request, "zh-CN")
        said = words(english=locale.lower().startswith("en"))
        as_json = _wants_json(request)
        try:
            made = await (self._json if as_json else self._page)(request, said)
        except Exception as error:
            made = self._refused(refusal(error), locale, said, as_json=as_json)
        for name, value in HEADERS.items():
            made.headers[name] = value
        made.headers["content-language"] = said.lang
        return made

    async def _page(self, request: Request, said: Words) -> Response:
        token = request.path_params["token"]
        if request.method != "POST":
            async with self._opened(token) as (_, asked):
                return _html(survey_page(asked, said))
        if not request.headers.get("content-type", "").startswith(FORM):
            raise GuanjiaError(HttpCode.WRONG_MEDIA_TYPE, details={"send": FORM})
        given = form_in(await body_of(request, LARGEST_BODY))
        try:
            async with self._opened(token) as (uow, asked):
                verdict = verdict_in(given)
                if asked.state is SurveyState.INVITED and verdict is not None:
                    await tap(uow, asked, verdict)
                elif asked.state is SurveyState.ANSWERED and verdict is None and not asked.detailed:
                    await add_details(uow, asked, details_in(asked, given))
        except GuanjiaError as error:
            if error.code in (Code.NOT_FOUND, HttpCode.TOO_MANY_REQUESTS):
                raise
            alert = message(error, said.lang)
            async with self._opened(token) as (_, asked):
                return _html(survey_page(asked, said, alert=alert, given=given), 422)
        return RedirectResponse(f"{PATH}{token}", 303)

    async def _json(self, request: Request, said: Words) -> Response:
        token = request.path_params["token"]
        body = None
        if request.method == "POST":
            body = body_in(await body_of(request, LARGEST_BODY))
        async with self._opened(token) as (uow, asked):
            if body is not None:
                details = body.details()
                if asked.state is SurveyState.INVITED:
                    if body.verdict is None:
                        raise Invalid("verdict", "it is answered with a verdict first")
                    await tap(uow, asked, body.verdict)
                elif body.verdict not in (None, asked.verdict):
                    raise Invalid("verdict", f"it was answered {asked.verdict} already")
                if details is not None:
                    await add_details(uow, asked, details)
                asked = await _again(uow, asked)
            return Response(orjson.dumps(_told(asked)), media_type=JSON)

    @asynccontextmanager
    async def _opened(self, token: str) -> AsyncIterator[tuple[UnitOfWork, Asking]]:
        """The survey of a link, in the scope of its estate alone.

        Raises `NotFound` for a link that is no good, and TOO_MANY_REQUESTS.
        """
        if not _TOKEN.fullmatch(token):
            raise NotFound
        async with unit_of_work(self._access.database, Scope.system()) as uow:
            found = await visit(uow, token)
        if found is None:
            raise NotFound
        if found.busy:
            seconds = int(WINDOW.total_seconds())
            raise GuanjiaError(HttpCode.TOO_MANY_REQUESTS, details={"seconds": seconds})
        group_id, estate_id = found.group_id, found.survey.estate_id
        book = await self._access.contracts.book(group_id)
        on = plugins_on(self._catalogue, book, estate_id, clock.now())
        async with unit_of_work(self._access.database, Scope.system(group_id, estate_id)) as uow:
            uow.plan = self._catalogue.plan(on)
            asked = await asking(uow, found.survey)
            if asked is None or asked.state is SurveyState.VOID:
                raise NotFound
            yield uow, asked

    def _refused(self, error: GuanjiaError, locale: str, said: Words, *, as_json: bool) -> Response:
        if as_json:
            made = refused(error, locale)
        elif error.code is Code.NOT_FOUND:
            made = _html(plain_page(said, said.gone, said.gone_hint), 404)
        elif error.code is HttpCode.TOO_MANY_REQUESTS:
            made = _html(plain_page(said, said.busy, said.busy_hint), 429)
        elif error.code in (Code.INTERNAL, Code.UNAVAILABLE):
            made = _html(plain_page(said, said.title, said.failed), STATUS[error.code])
        else:
            status = STATUS.get(error.code, 400)
            made = _html(plain_page(said, said.title, message(error, locale)), status)
        if error.code is HttpCode.TOO_MANY_REQUESTS:
            made.headers["retry-after"] = str(error.details["seconds"])
        return made


async def _again(uow: UnitOfWork, asked: Asking) -> Asking:
    now = await asking(uow, asked.survey)
    assert now is not None
    return now


def _wants_json(request: Request) -> bool:
    if request.method == "POST" and request.headers.get("content-type", "").startswith(JSON):
        return True
    accept = request.headers.get("accept", "")
    return JSON in accept and HTML not in accept


def _html(page: str, status: int = 200) -> Response:
    return Response(page, status, media_type=HTML)


def _told(asked: Asking) -> dict[str, Any]:
    """A survey as JSON."""
    return {
        "number": asked.number,
        "estate": asked.estate,
        "title": asked.title,
        "titleEn": asked.title_en,
        "state": asked.state.value,
        "verdict": None if asked.verdict is None else asked.verdict.value,
        "detailed": asked.detailed,
        "questions": [
            {
                "code": each.code,
                "type": each.type.value,
                "title": each.title,
                "titleEn": each.title_en,
                "required": each.required,
                "options": [
                    {"code": option.code, "title": option.title, "titleEn": option.title_en}
                    for option in each.options
                ],
            }
            for each in asked.questions
        ],
    }


__all__ = ["SurveyDoor"]
