"""The rules by which proposals are made in a group: its own, or the shipped ones (S-A4)."""

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import bindparam, func, select

from core.db.unit_of_work import UnitOfWork
from core.intake.models import IntakeRules
from core.intake.ruleset import RuleSet, RulesRefused, parse, shipped
from core.logging import logger
from core.tickets.kinds import Kind
from core.tickets.models import Category

log = logger("guanjia.intake")

_LATEST = (
    select(IntakeRules.text)
    .where(IntakeRules.group_id == bindparam("group"))
    .order_by(IntakeRules.version.desc())
    .limit(1)
)

_TREE = select(func.json_object_agg(Category.code, Category.kind)).where(
    Category.group_id == bindparam("group")
)

_BOTH = select(_LATEST.scalar_subquery().label("own"), _TREE.scalar_subquery().label("tree"))


async def rules_of(uow: UnitOfWork, group_id: int) -> RuleSet:
    """The rule set in force in a group."""
    own = (await uow.execute(_LATEST, [{"group": group_id}])).scalar_one_or_none()
    return shipped() if own is None else _parsed(own)


async def rules_and_categories(
    uow: UnitOfWork, group_id: int
) -> tuple[RuleSet, Mapping[str, Kind]]:
    """The rule set in force in a group, and its categories with their kinds."""
    row = (await uow.execute(_BOTH, [{"group": group_id}])).one()
    rules = shipped() if row.own is None else _parsed(row.own)
    return rules, {code: Kind(kind) for code, kind in (row.tree or {}).items()}


@lru_cache(maxsize=64)
def _parsed(text: str) -> RuleSet:
    """A set was checked when it was set. One that a later version of the product can no longer read
    must not keep anybody from reporting: the shipped rules stand in, and it is on record."""
    try:
        return parse(text)
    except RulesRefused as refused:
        log.error("intake rules cannot be read any more", reason=str(refused)[:500])
        return shipped()


__all__ = ["rules_and_categories", "rules_of"]
