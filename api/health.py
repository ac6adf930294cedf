"""Whether the service lives, whether it can serve, and how it does."""

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core.db.engine import Database

REQUESTS = Counter("guanjia_requests_total", "Requests answered.", ["route", "method", "status"])
SECONDS = Histogram(
    "guanjia_request_seconds",
    "From a request's first byte to its answer's last.",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


async def healthz(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """The database answers too."""
    database: Database = request.app.state.database
    try:
        async with database.reads.connection(timeout=2) as connection:
            await connection.execute("select 1")
    except Exception as error:
        return JSONResponse({"status": "unavailable", "why": type(error).__name__}, 503)
    return JSONResponse({"status": "ok"})


async def metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


__all__ = ["REQUESTS", "SECONDS", "healthz", "metrics", "readyz"]
