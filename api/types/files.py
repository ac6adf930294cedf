"""Attachments as frontends see them, with links that expire (S-A4)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, literal_column, null

from api.graph.binds import Binds, Values
from api.graph.entity import Node, entity
from api.graph.fields import Row, column, expression
from core.files import models
from core.files.links import Pass, Verb, pads


def file_link(
    estate_id: ColumnElement[Any],
    attachment_id: ColumnElement[Any],
    binds: Binds,
    verb: Verb = Verb.GET,
) -> ColumnElement[Any]:
    """The link to a file for whoever is shown the row that it is made over.

    `/files/{pass}.{estate}.{id}.{signature}`, signed by PostgreSQL with the pass's key.
    """

    def passed(values: Values) -> Pass:
        return Pass.of(verb, values.actor, values.now)

    def pad(which: int) -> Any:
        return lambda values: pads(passed(values).key(values.secret))[which]

    told = binds.bind(lambda values: passed(values).told(), Text(), name=("pass", verb))
    inner = binds.bind(pad(0), Text(), name=("inner", verb))
    outer = binds.bind(pad(1), Text(), name=("outer", verb))
    estate, key = cast(estate_id, Text), cast(attachment_id, Text)
    named = estate.concat(_text(":")).concat(key)
    first = func.sha256(_bytes(inner).op("||")(func.convert_to(named, _text("UTF8"))))
    signed = func.encode(func.sha256(_bytes(outer).op("||")(first)), _text("hex"), type_=Text())
    parts = (_text("/files/"), told, _text("."), estate, _text("."), key, _text("."), signed)
    link: ColumnElement[Any] = parts[0]
    for part in parts[1:]:
        link = link.concat(part)
    return link


def _bytes(hexadecimal: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.decode(hexadecimal, _text("hex"))


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


def _url(row: Row, binds: Binds) -> ColumnElement[Any]:
    return case(
        (row.c.stored_at.is_not(None), file_link(row.c.estate_id, row.c.id, binds)), else_=null()
    )


def _upload_url(row: Row, binds: Binds) -> ColumnElement[Any]:
    own = row.c.account_id == binds.account()
    return case(
        (row.c.stored_at.is_(None) & own, file_link(row.c.estate_id, row.c.id, binds, Verb.PUT)),
        else_=null(),
    )


@entity(models.Attachment)
class Attachment(Node):
    """A photograph, a voice note or a paper."""

    name: str = column()
    type: str | None = column("media_type", description="By its content; null until it has come.")
    size: int = column(description="Bytes.")
    created_at: datetime = column()
    stored_at: datetime | None = column(description="When it had come.")
    url: str | None = expression(
        _url, description="Where to get it; good for ten to twenty minutes, for this caller."
    )
    upload_url: str | None = expression(
        _upload_url,
        description="Where to PUT its bytes, for who announced it; null once it has come.",
    )


__all__ = ["Attachment", "file_link"]
