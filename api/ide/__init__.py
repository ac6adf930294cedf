"""The in-browser GraphQL IDE: GraphiQL, served by ourselves and never from elsewhere.

A browser that opens a GraphQL address gets `page`; its scripts lie under `/ide/`. They are fetched
once by `make ide` (npm) into `api/ide/assets`, which is not kept in the repository; without them
the page says how to get them.
"""

from collections.abc import Sequence
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from api.ide.assets import ASSETS, complete

PAGES = Path(__file__).parent / "pages"

OWN = {"start.js": "text/javascript"}
TYPES = {".js": "text/javascript", ".css": "text/css"}

SAFETY = {
    "content-security-policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",  # the editor measures text with inline styles
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self' ws: wss:",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    ),
    "referrer-policy": "no-referrer",
}


def page() -> Response:
    """The IDE for the address it is answered at; a plain page where its assets are absent."""
    name = "ide.html" if complete() else "plain.html"
    return HTMLResponse((PAGES / name).read_text("utf-8"), headers=SAFETY)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name in OWN:
        return FileResponse(PAGES / name, media_type=OWN[name], headers=SAFETY)
    if name in ASSETS and complete():
        path = ASSETS[name]
        return FileResponse(
            path,
            media_type=TYPES[path.suffix],
            headers=SAFETY | {"cache-control": "public, max-age=86400"},
        )
    raise HTTPException(404)


routes: Sequence[Route] = (Route("/ide/{name}", _asset, methods=["GET", "HEAD"]),)

__all__ = ["page", "routes"]
