"""A group's own rules for proposals, in place of the shipped ones (S-A4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.ids import new_id
from core.intake.errors import IntakeCode
from core.intake.models import IntakeRules
from core.intake.patterns import too_much
from core.intake.ruleset import RulesRefused, parse, shipped

TEXT_MOST = 200_000
RULES_MOST = 500


@dataclass(frozen=True, slots=True)
class SetRules:
    """`text` is the whole set in TOML; None goes back to the shipped one."""

    expected_version: int
    text: str | None


async def set_rules(actor: Actor, new: SetRules, uow: UnitOfWork) -> UUID:
    """The key of the new version, in force at once; earlier ones stay on record.

    Raises `NotFound` for who does not direct the group, `Conflict`, and RULES_REFUSED saying what
    is wrong and where.
    """
    if Role.GROUP_DIRECTOR not in actor.group_roles:
        raise NotFound("rules")
    title = shipped().title if new.text is None else _checked(new.text)
    latest = select(func.coalesce(func.max(IntakeRules.version), 0)).where(
        IntakeRules.group_id == actor.group_id
    )
    version: int = (await uow.execute(latest)).scalar_one()
    if version != new.expected_version:
        raise Conflict(version)
    key = new_id()
    values: dict[str, Any] = {
        "group_id": actor.group_id,
        "id": key,
        "version": version + 1,
        "title": title,
        "text": new.text,
        "set_at": uow.now,
        "set_by": actor.account_id,
    }
    uow.add(IntakeRules, **values)
    await uow.flush()
    return key


def _checked(text: str) -> str:
    """The set's title, once all of it was found usable."""
    if len(text) > TEXT_MOST:
        raise _refused(f"text: at most {TEXT_MOST} characters")
    try:
        rules = parse(text)
    except RulesRefused as refused:
        raise _refused(str(refused)) from None
    if len(rules.rules) > RULES_MOST:
        raise _refused(f"rules: at most {RULES_MOST}")
    slow: Sequence[str] = [
        f"rules.{index}.match: could take too long: {why}"
        for index, rule in enumerate(rules.rules)
        if (why := too_much(rule.match.pattern)) is not None
    ]
    if slow:
        raise _refused("; ".join(slow[:5]))
    return rules.title


def _refused(reason: str) -> GuanjiaError:
    return GuanjiaError(IntakeCode.RULES_REFUSED, field="rules", details={"reason": reason})


__all__ = ["RULES_MOST", "TEXT_MOST", "SetRules", "set_rules"]
