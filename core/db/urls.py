"""Database URLs (libpq's `postgresql://...`): another login, another database, fit to be shown."""

from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from core.operating import OperatorCode, OperatorError

CONNECT_SECONDS = 10


def connect(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """An autocommit connection. Raises `DATABASE_UNREACHABLE`, never showing the password."""
    try:
        return psycopg.connect(
            url,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name="guanjia",
            client_encoding="utf8",
        )
    except psycopg.OperationalError as error:
        raise OperatorError(
            OperatorCode.DATABASE_UNREACHABLE,
            f"cannot connect to {without_password(url)}: {str(error).strip()}",
            "Check that the server runs, and the address, login and password in the URL.",
        ) from error
    except psycopg.ProgrammingError as error:
        raise OperatorError(
            OperatorCode.CONFIGURATION,
            f"the database URL cannot be read: {str(error).strip()}",
            "It looks like postgresql://user:password@host:5432/database",
        ) from error


def with_login(url: str, user: str, password: str) -> str:
    """The same database for another login."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    kept = "&".join(
        pair
        for pair in parts.query.split("&")
        if pair.partition("=")[0] not in {"user", "password"}
    )
    return _url(parts.scheme, f"{login}@{place}", parts.path, kept)


def with_database(url: str, database: str) -> str:
    """Another database of the same server, same login."""
    parts = urlsplit(url)
    return _url(parts.scheme, parts.netloc, f"/{quote(database, safe='')}", parts.query)


def without_password(url: str) -> str:
    """The URL as it may be shown and logged."""
    parts = urlsplit(url)
    login, at, place = parts.netloc.rpartition("@")
    user = login.partition(":")[0]
    return _url(parts.scheme, f"{user}{at}{place}", parts.path, "")


def _url(scheme: str, netloc: str, path: str, query: str) -> str:
    # urlunsplit drops the slashes of an empty host, which libpq needs
    rest = urlunsplit(("", "", path or "/", query, ""))
    return f"{scheme}://{netloc}{rest}"


__all__ = ["CONNECT_SECONDS", "connect", "with_database", "with_login", "without_password"]
