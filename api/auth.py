"""Who is asking: the bearer of a request, and the doors to get one.

POST /auth/login    {"login": "...", "password": "..."}     -> tokens
POST /auth/refresh  {"refreshToken": "..."}                 -> tokens
POST /auth/logout   (bearer)                                -> 204
"""

from starlette.requests import HTTPConnection

from tenants.errors import Unauthenticated


def bearer(connection: HTTPConnection) -> str:
    """The bearer token of a request. Raises `Unauthenticated`."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated
    return token.strip()


def locale_of(connection: HTTPConnection, default: str) -> str:
    """The language to answer in: what the client prefers, else the account's own."""
    wanted = connection.headers.get("accept-language", "")
    first = wanted.split(",")[0].split(";")[0].strip()
    return first if first and first != "*" else default


__all__ = ["bearer", "locale_of"]
