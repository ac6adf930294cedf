"""Common requests, prepared by each estate (S-A4)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.estates.rules import check_role
from core.ids import new_id
from core.intake.errors import IntakeCode
from core.intake.models import RequestPreset
from core.tickets.kinds import Kind, Urgency
from core.tickets.repository import category
from core.tickets.rules import CONTENT_MOST, NAME_MOST

KEEPERS = frozenset({Role.ESTATE_MANAGER, Role.CS_SUPERVISOR, Role.GROUP_DIRECTOR})
"""Who prepares an estate's common requests."""

QUESTIONS_MOST = 10
PRESETS_MOST = 100
RANK_MOST = 10_000


@dataclass(frozen=True, slots=True)
class SetPreset:
    """A prepared request; without a `preset_id` a new one. `content` is a template for the words,
    `questions` what to ask for besides. Presets are listed by `rank`."""

    estate_id: int
    title: str
    title_en: str
    kind: Kind
    category_code: str | None = None
    urgency: Urgency = Urgency.ROUTINE
    content: str = ""
    questions: tuple[str, ...] = ()
    rank: int = 0
    preset_id: UUID | None = None
    expected_version: int = 0


async def set_preset(actor: Actor, new: SetPreset, uow: UnitOfWork) -> UUID:
    """The preset's key. Raises `NotFound`, `Conflict` and PRESET_INVALID."""
    check_role(actor, new.estate_id, KEEPERS, "estateId")
    values = {
        "title": text.required("title", new.title, NAME_MOST),
        "title_en": text.required("titleEn", new.title_en, NAME_MOST),
        "kind": new.kind,
        "category_code": new.category_code,
        "urgency": new.urgency,
        "content": text.optional("content", new.content, CONTENT_MOST) or "",
        "questions": [text.required("questions", each, NAME_MOST) for each in new.questions],
        "rank": new.rank,
    }
    await _check(actor, new, str(values["title"]), uow)
    if new.preset_id is None:
        key = new_id()
        tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
        uow.add(RequestPreset, **tenant, id=key, **values)
        await uow.flush()
        return key
    await _locked(uow, new.estate_id, new.preset_id, new.expected_version)
    await uow.execute(
        update(RequestPreset)
        .where(RequestPreset.estate_id == new.estate_id, RequestPreset.id == new.preset_id)
        .values(version=new.expected_version + 1, **values)
    )
    return new.preset_id


@dataclass(frozen=True, slots=True)
class RemovePreset:
    """Which one is prepared no longer."""

    estate_id: int
    preset_id: UUID
    expected_version: int


async def remove_preset(actor: Actor, new: RemovePreset, uow: UnitOfWork) -> None:
    """Gone; tickets made from it stay what they are. Raises `NotFound` and `Conflict`."""
    check_role(actor, new.estate_id, KEEPERS, "presetId")
    await _locked(uow, new.estate_id, new.preset_id, new.expected_version)
    await uow.execute(
        delete(RequestPreset).where(
            RequestPreset.estate_id == new.estate_id, RequestPreset.id == new.preset_id
        )
    )


@dataclass(frozen=True, slots=True)
class Preset:
    """What a report that follows a preset takes from it."""

    kind: Kind | None
    category_code: str | None
    urgency: Urgency | None
    content: str


NOTHING_PREPARED = Preset(None, None, None, "")
"""For reports that follow no preset."""


async def preset_of(uow: UnitOfWork, estate_id: int, preset_id: UUID) -> Preset:
    """Raises `NotFound`."""
    row = await uow.row(
        select(
            RequestPreset.kind,
            RequestPreset.category_code,
            RequestPreset.urgency,
            RequestPreset.content,
        ).where(RequestPreset.estate_id == estate_id, RequestPreset.id == preset_id)
    )
    if row is None:
        raise NotFound("presetId")
    return Preset(**row)


async def _check(actor: Actor, new: SetPreset, title: str, uow: UnitOfWork) -> None:
    if len(new.questions) > QUESTIONS_MOST:
        raise _invalid("questions", f"最多 {QUESTIONS_MOST} 个问题")
    if not 0 <= new.rank <= RANK_MOST:
        raise _invalid("rank", f"0–{RANK_MOST}")
    if new.category_code is not None:
        kind, _ = await category(uow, actor.group_id, new.category_code)
        if kind is not new.kind:
            raise _invalid("categoryCode", f"该类别属于 {kind.value}")
    others = await uow.execute(
        select(RequestPreset.id, RequestPreset.title).where(
            RequestPreset.estate_id == new.estate_id
        )
    )
    titles = [row.title for row in others if row.id != new.preset_id]
    if title in titles:
        raise _invalid("title", "同名预设已存在")
    if len(titles) >= PRESETS_MOST:
        raise _invalid("estateId", f"最多 {PRESETS_MOST} 个预设")


async def _locked(uow: UnitOfWork, estate_id: int, preset_id: UUID, expected_version: int) -> None:
    row = await uow.row(
        select(RequestPreset.version)
        .where(RequestPreset.estate_id == estate_id, RequestPreset.id == preset_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound("presetId")
    if row["version"] != expected_version:
        raise Conflict(row["version"])


def _invalid(field: str, reason: str) -> GuanjiaError:
    return GuanjiaError(IntakeCode.PRESET_INVALID, field=field, details={"reason": reason})


__all__ = [
    "KEEPERS",
    "NOTHING_PREPARED",
    "Preset",
    "RemovePreset",
    "SetPreset",
    "preset_of",
    "remove_preset",
    "set_preset",
]
