"""A group's own words in place of what is shipped, in both languages."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.notify.errors import NotifyCode
from core.notify.models import NotificationTemplate
from core.notify.own_row import put
from core.notify.templates import (
    LONGEST_BODY,
    LONGEST_TITLE,
    Text,
    UnknownTemplate,
    problems,
    template,
)


@dataclass(frozen=True, slots=True)
class SetTemplate:
    """`expected_version` is 0 where the group had no words of its own."""

    code: str
    expected_version: int
    title: str
    body: str
    title_en: str
    body_en: str


async def set_template(actor: Actor, new: SetTemplate, uow: UnitOfWork) -> UUID:
    """The group's own row; its key.

    Raises `NotFound` for who does not direct the group and for unknown templates, `Conflict`, and
    TEMPLATE_INVALID naming the first placeholder nobody knows.
    """
    if Role.GROUP_DIRECTOR not in actor.group_roles:
        raise NotFound("code")
    try:
        shipped = template(new.code)
    except UnknownTemplate:
        raise NotFound("code") from None
    values = {
        "title": text.required("title", new.title, LONGEST_TITLE),
        "body": text.required("body", new.body, LONGEST_BODY),
        "title_en": text.required("titleEn", new.title_en, LONGEST_TITLE),
        "body_en": text.required("bodyEn", new.body_en, LONGEST_BODY),
    }
    for title, body, fields in (
        (values["title"], values["body"], ("title", "body")),
        (values["title_en"], values["body_en"], ("titleEn", "bodyEn")),
    ):
        for problem in problems(Text(title, body), shipped.values):
            field = fields[0] if problem.startswith("title") else fields[1]
            details = {"problem": problem}
            raise GuanjiaError(NotifyCode.TEMPLATE_INVALID, field=field, details=details)
    whose = {"group_id": actor.group_id, "code": new.code}
    return await put(uow, NotificationTemplate, whose, new.expected_version, values)


__all__ = ["SetTemplate", "set_template"]
