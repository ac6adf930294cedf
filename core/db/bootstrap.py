"""The split of roles: one that owns and never logs in, one that logs in and owns nothing.

`guanjia_owner` owns every schema and table; migrations become it with SET ROLE. `guanjia_app` is
what the service connects as: no superuser, no BYPASSRLS, no table of its own, so that row-level
security holds for everything it does. Its password is derived from the secret key and stored
nowhere. Where the login may not make the roles, the error lists the statements for whoever may.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from core.db.urls import CONNECT_SECONDS, connect, with_login
from core.operating import OperatorCode, OperatorError

OWNER = "guanjia_owner"
APP = "guanjia_app"
OLDEST_SERVER = 150000
BOOTSTRAP_LOCK = 0x6775616E6A6961  # "guanjia": one bootstrap at a time in a database


@dataclass(frozen=True, slots=True)
class Access:
    """The ways into one database. URLs are libpq's (`postgresql://...`)."""

    app_url: str
    """What the service connects with: guanjia_app, or a login that is a member of it."""
    owner_url: str | None
    """A login that may become guanjia_owner; None where only the application's was given."""


def app_password(secret: str) -> str:
    """The application's password, derived from the secret key."""
    return hmac.new(secret.encode(), APP.encode(), hashlib.sha256).hexdigest()


def prepare(url: str, secret: str, *, owner_url: str | None = None) -> Access:
    """Makes the roles and their grants as far as they are missing; idempotent.

    `url` is an administrator's, or already the application's (a member of guanjia_app that may
    do nothing more); then `owner_url`, where given, is the login for migrations. Raises
    `DATABASE_UNREACHABLE`, `DATABASE_TOO_OLD`, or `GRANTS_MISSING` with the statements to run.
    """
    with connect(owner_url or url) as connection:
        _check_version(connection)
        state = _State.read(connection)
        if owner_url is None and state.only_app:
            return Access(app_url=url, owner_url=None)
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s)", [BOOTSTRAP_LOCK])
            _Split(connection, _State.read(connection)).complete()
        if owner_url is not None:
            return Access(app_url=url, owner_url=owner_url)
        app_url = with_login(url, APP, app_password(secret))
        if not _accepted(app_url):
            _set_password(connection, state, app_password(secret))
    return Access(app_url=app_url, owner_url=url)


@dataclass(frozen=True, slots=True)
class _State:
    """What the server says about the login and the two roles."""

    login: str
    database: str
    superuser: bool
    may_make_roles: bool
    owner_exists: bool
    app_exists: bool
    app_is_plain: bool
    is_app: bool
    may_be_owner: bool
    owner_may_create: bool
    owner_may_connect: bool
    app_may_connect: bool

    @property
    def only_app(self) -> bool:
        """Whether the login is the application's and can be nothing else."""
        return self.is_app and not (self.superuser or self.may_make_roles or self.may_be_owner)

    @classmethod
    def read(cls, connection: psycopg.Connection[tuple[Any, ...]]) -> "_State":
        # since 16 a membership may come without the right to SET ROLE; before, it never did
        reach = "SET" if connection.info.server_version >= 160000 else "MEMBER"
        parameters = {"owner": OWNER, "app": APP, "reach": reach}
        row = connection.execute(STATE, parameters).fetchone()
        assert row is not None
        return cls(*row)


STATE: LiteralString = """
select current_user, current_database(), me.rolsuper, me.rolsuper or me.rolcreaterole,
       owner.oid is not null, app.oid is not null,
       coalesce(not (app.rolsuper or app.rolbypassrls) and app.rolcanlogin, false),
       coalesce(pg_has_role(me.oid, app.oid, 'MEMBER'), false),
       coalesce(pg_has_role(me.oid, owner.oid, %(reach)s), false),
       coalesce(has_database_privilege(owner.oid, current_database(), 'CREATE'), false),
       coalesce(has_database_privilege(owner.oid, current_database(), 'CONNECT'), false),
       coalesce(has_database_privilege(app.oid, current_database(), 'CONNECT'), false)
from pg_roles me
left join pg_roles owner on owner.rolname = %(owner)s
left join pg_roles app on app.rolname = %(app)s
where me.rolname = current_user
"""


class _Split:
    """Brings the two roles about: each missing thing is one statement."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], state: _State) -> None:
        self.connection = connection
        self.state = state

    def missing(self) -> list[sql.Composed]:
        """The statements that are still to be run, in order."""
        state = self.state
        owner, app = sql.Identifier(OWNER), sql.Identifier(APP)
        login, database = sql.Identifier(state.login), sql.Identifier(state.database)
        wanted: Sequence[tuple[bool, LiteralString]] = (
            (state.owner_exists, "create role {owner} nologin nosuperuser nobypassrls"),
            (
                state.app_exists,
                "create role {app} login nosuperuser nobypassrls nocreatedb nocreaterole",
            ),
            (
                state.app_is_plain or not state.app_exists,
                "alter role {app} login nosuperuser nobypassrls",
            ),
            (state.may_be_owner, "grant {owner} to {login}"),
            (state.owner_may_create, "grant create on database {database} to {owner}"),
            (state.owner_may_connect, "grant connect on database {database} to {owner}"),
            (state.app_may_connect, "grant connect on database {database} to {app}"),
        )
        return [
            sql.SQL(statement).format(owner=owner, app=app, login=login, database=database)
            for there, statement in wanted
            if not there
        ]

    def complete(self) -> None:
        """Runs what is missing; where the login may not, says which statements are left."""
        left = self.missing()
        while left:
            try:
                with self.connection.transaction():
                    self.connection.execute(left[0])
            except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject) as error:
                raise self._grants_missing(left) from error
            except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                pass  # another database of this server is being set up at the same moment
            del left[0]
        # A grant without the grantor's right is only a warning in PostgreSQL: look again.
        self.state = _State.read(self.connection)
        left = self.missing()
        if left:
            raise self._grants_missing(left)

    def _grants_missing(self, left: Sequence[sql.Composed]) -> OperatorError:
        lines = [f"  {statement.as_string(self.connection)};" for statement in left]
        return OperatorError(
            OperatorCode.GRANTS_MISSING,
            f'the login "{self.state.login}" may not set up the roles in the database '
            f'"{self.state.database}". An administrator has to run there:\n' + "\n".join(lines),
            f"If {APP} is given a password of its own by them, set GUANJIA_DATABASE_URL to that "
            "login and\nGUANJIA_OWNER_DATABASE_URL to this one.",
        )


def _check_version(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    if connection.info.server_version < OLDEST_SERVER:
        raise OperatorError(
            OperatorCode.DATABASE_TOO_OLD,
            f"the server is PostgreSQL {connection.info.server_version // 10000}; "
            f"{OLDEST_SERVER // 10000} or newer is needed.",
        )


def _accepted(app_url: str) -> bool:
    try:
        psycopg.connect(app_url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.OperationalError:
        return False
    return True


def _set_password(
    connection: psycopg.Connection[tuple[Any, ...]], state: _State, password: str
) -> None:
    # hashed here: the server's log never sees the password itself
    hashed = connection.pgconn.encrypt_password(
        password.encode(), APP.encode(), b"scram-sha-256"
    ).decode()
    statement = sql.SQL("alter role {} password {}").format(
        sql.Identifier(APP), sql.Literal(hashed)
    )
    try:
        connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        raise OperatorError(
            OperatorCode.GRANTS_MISSING,
            f'the login "{state.login}" may not set the password of {APP}. An administrator has '
            f"to run:\n  alter role {APP} password '...';",
            f"Then set GUANJIA_DATABASE_URL to postgresql://{APP}:...@host/{state.database} and\n"
            "GUANJIA_OWNER_DATABASE_URL to this login.",
        ) from error


__all__ = ["APP", "OWNER", "Access", "app_password", "prepare"]
