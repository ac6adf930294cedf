"""The chains as a Markdown table, for the documentation."""

from collections.abc import Iterator
from datetime import timedelta

from core.escalation.chains import CAUSES, Chains, Condition
from core.escalation.holders import UP
from core.escalation.kinds import Counted


def as_markdown(chains: Chains) -> str:
    """Every chain with its steps, and who stands in for whom."""
    lines = [
        "| chain | begins with | for tickets | rule | told | when | then owes |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for chain in chains.rows:
        first = [
            chain.code.value,
            ", ".join(sorted(cause.value for cause in CAUSES[chain.code])),
            " or ".join(_tickets(each) for each in chain.when),
        ]
        for step in chain.steps:
            counted = "" if step.counted is Counted.START else " after the step before"
            report = step.report
            owes = (
                "" if report is None else f"a report within {_long(report.within)} ({report.rule})"
            )
            cells = [*first, step.rule, step.role.value, f"+{_long(step.after)}{counted}", owes]
            lines.append("| " + " | ".join(cells) + " |")
            first = ["", "", ""]
    ladder = "; ".join(f"{role.value} → {up.value}" for role, up in UP.items())
    return "\n".join(lines) + f"\n\nWhere nobody holds a role: {ladder}.\n"


def _tickets(condition: Condition) -> str:
    return " and ".join(_parts(condition)) or "all"


def _parts(condition: Condition) -> Iterator[str]:
    for values in (condition.urgencies, condition.severities):
        if values is not None:
            yield "/".join(sorted(value.value for value in values))
    if condition.needs_developer:
        yield "needs developer"
    if condition.important:
        yield "important"


def _long(time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    return f"{minutes // 60} h" if minutes and minutes % 60 == 0 else f"{minutes} min"


__all__ = ["as_markdown"]
