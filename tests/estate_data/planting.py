"""Marks in every column that can hold words, and the search for them in the whole database."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Column, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from core.db.base import Base, EnumText
from core.db.erasing import stays
from core.plugin.catalogue import Catalogue
from core.plugin.estate_data import tables
from tenants.estate_rows import tables_of_estates

Connection = psycopg.Connection[tuple[object, ...]]

VALUES = {
    Text: "{mark} || ':' || gen_random_uuid()",
    JSONB: "jsonb_build_object('said', {mark}::text)",
    ARRAY: "array[{mark}::text]",
}


def every_table(installed: Catalogue) -> list[Table]:
    """All tables there are, the plugins' too."""
    tables_of_estates()  # brings the models along
    plugins = (table for plugin in installed.manifests for table in tables(installed, plugin))
    return [*Base.metadata.sorted_tables, *plugins]


def plant(
    connection: Connection, installed: Catalogue, mark: str, estate: int, people: list[UUID]
) -> tuple[set[str], set[str]]:
    """Write the mark wherever a word can stand in what an estate and its people have.

    Returns the columns of rows that there were: those that took it, and those that refused.
    """
    taken: set[str] = set()
    refused: set[str] = set()
    for table in every_table(installed):
        whose = _whose(table, estate, people)
        if whose is None:
            continue
        for column in table.columns:
            made = _value(table, column, mark)
            if made is None:
                continue
            name = f"{table.fullname}.{column.name}"
            where, parameters = whose
            try:
                with connection.transaction():
                    statement = sql.SQL("update {}.{} set {} = {} where {}").format(
                        sql.Identifier(table.schema or ""),
                        sql.Identifier(table.name),
                        sql.Identifier(column.name),
                        made,
                        sql.SQL(where),
                    )
                    if connection.execute(statement, parameters).rowcount:
                        taken.add(name)
            except (psycopg.IntegrityError, psycopg.DataError):
                refused.add(name)
    return taken, refused


def _whose(table: Table, estate: int, people: list[UUID]) -> tuple[str, tuple[object, ...]] | None:
    if table.fullname == "core.estate":
        return "id = %s", (estate,)
    if "estate_id" in table.c:
        return "estate_id = %s", (estate,)
    for owner in ("account_id", "actor_id"):
        if owner in table.c:
            return f"{owner} = any(%s)", (people,)
    return ("id = any(%s)", (people,)) if table.fullname == "tenants.account" else None


def _value(table: Table, column: Column[object], mark: str) -> sql.Composed | None:
    if isinstance(column.type, EnumText) or column.foreign_keys:
        return None
    if stays(table) and "erased" in column.info:
        return None  # declared, column by column, and listed in the test
    if table.fullname == "core.estate" and column.name != "address":
        return None  # that there was an estate, and which, stays
    if isinstance(column.type, ARRAY) and not isinstance(column.type.item_type, Text):
        return None
    for kind, made in VALUES.items():
        if isinstance(column.type, kind):
            return sql.SQL(made).format(mark=sql.Literal(mark))
    return None


def found(connection: Connection, mark: str) -> dict[str, int]:
    """How many rows have the mark anywhere in them, by table: of all tables in the database."""
    listed = """
        select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
    """
    return {name: count for name, count in _counted(connection, listed, mark) if count}


def _counted(connection: Connection, listed: str, mark: str) -> Iterator[tuple[str, int]]:
    for (name,) in connection.execute(listed.encode()).fetchall():
        query = f"select count(*) from {name} as line where line::text like %s"
        row = connection.execute(query.encode(), [f"%{mark}%"]).fetchone()
        assert row is not None
        yield str(name), int(str(row[0]))


def personal(installed: Catalogue) -> set[str]:
    """Every column that is declared to hold personal data."""
    return {
        f"{table.fullname}.{column.name}"
        for table in every_table(installed)
        for column in table.columns
        if "personal" in column.info
    }


__all__ = ["Connection", "every_table", "found", "personal", "plant"]
