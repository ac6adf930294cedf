"""Reading request bodies, no larger than they may be."""

from starlette.requests import Request

from api.codes import HttpCode
from core.errors import GuanjiaError


async def body_of(request: Request, limit: int) -> bytes:
    """The body, refused as soon as it grows past `limit` bytes. Raises BODY_TOO_LARGE."""
    too_large = GuanjiaError(HttpCode.BODY_TOO_LARGE, details={"limit": limit})
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise too_large
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise too_large
        parts.append(part)
    return b"".join(parts)


__all__ = ["body_of"]
