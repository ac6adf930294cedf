"""The rules by which proposals are made in a group: its own, or the shipped ones (S-A4)."""

from functools import lru_cache

from sqlalchemy import bindparam, select

from core.db.unit_of_work import UnitOfWork
from core.intake.models import IntakeRules
from core.intake.ruleset import RuleSet, RulesRefused, parse, shipped
from core.logging import logger

log = logger("guanjia.intake")

_LATEST = (
    select(IntakeRules.text)
    .where(IntakeRules.group_id == bindparam("group"))
    .order_by(IntakeRules.version.desc())
    .limit(1)
)


async def rules_of(uow: UnitOfWork, group_id: int) -> RuleSet:
    """The rule set in force in a group."""
    own = (await uow.execute(_LATEST, [{"group": group_id}])).scalar_one_or_none()
    return shipped() if own is None else _parsed(own)


@lru_cache(maxsize=64)
def _parsed(text: str) -> RuleSet:
    """A set was checked when it was set. One that a later version of the product can no longer read
    must not keep anybody from reporting: the shipped rules stand in, and it is on record."""
    try:
        return parse(text)
    except RulesRefused as refused:
        log.error("intake rules cannot be read any more", reason=str(refused)[:500])
        return shipped()


__all__ = ["rules_of"]
