"""The statements that make a plugin's tables, grants and policies, printed from its models."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from core.db.policies import protect


def ddl(tables: tuple[Table, ...]) -> str:
    """What a first migration has to say; for later ones, what changed is to be picked out."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    made: list[str] = []
    for table in tables:
        made.append(_text(str(CreateTable(table).compile(dialect=dialect))))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            made.append(_text(str(CreateIndex(index).compile(dialect=dialect))))
        made.append("\n".join(f"{statement};" for statement in protect(table)))
    return "\n\n".join(made) + "\n"


def _text(statement: str) -> str:
    lines = statement.strip().replace("\t", "    ").splitlines()
    return "\n".join(line.rstrip() for line in lines) + ";"


__all__ = ["ddl"]
