"""A policy as a Markdown table, for the documentation."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.sla.policy import Policy, Promise
from core.sla.writing import promise_written

UNITS: Mapping[str, str] = {
    "minutes": "min",
    "hours": "h",
    "days": "days",
    "workingMinutes": "working min",
    "workingHours": "working h",
    "workingDays": "working days",
}
SAID: Mapping[str, str] = {"heardBy": "heard by "}
"""What stands before values that do not say of themselves what they are."""


def as_markdown(policy: Policy) -> str:
    """One row for each target; what starts, keeps, stops and warns stands with the first."""
    lines = [
        "| rule | promise | from | until | for | within | waits for at most | warns |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for promise in policy.promises:
        lines += _rows(promise)
    return "\n".join(lines) + "\n"


def _rows(promise: Promise) -> Iterable[str]:
    part = promise_written(promise)
    first = True
    for target in part["targets"]:
        fits = ", ".join(
            SAID.get(name, "") + "/".join(values)
            for name, values in target.items()
            if name != "duration"
        )
        cells = [
            promise.rule if first else "",
            f"{promise.title} {promise.title_en}" if first else "",
            ", ".join(part["start"]) if first else "",
            ", ".join(part["stop"]) if first else "",
            fits or "all",
            _duration(target["duration"]),
            _pauses(part["pauses"]) if first else "",
            "; ".join(_warning(each) for each in part["warnings"]) if first else "",
        ]
        first = False
        yield "| " + " | ".join(cells) + " |"


def _pauses(pauses: Mapping[str, Mapping[str, int]]) -> str:
    return ", ".join(f"{reason} {_duration(limit)}" for reason, limit in pauses.items())


def _warning(warning: Mapping[str, Any]) -> str:
    place = f"{_duration(warning['before'])} before" if "before" in warning else ""
    return f"{place or str(warning['percent']) + '%'}: {', '.join(warning['tell'])}"


def _duration(duration: Mapping[str, int]) -> str:
    ((unit, amount),) = duration.items()
    return f"{amount} {UNITS[unit]}"


__all__ = ["as_markdown"]
