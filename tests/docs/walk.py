"""The README's walk as data: each step with its caller, its operation and its variables."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

_STEP = re.compile(
    r"\*\*`(?P<name>\w+)`[:：].*?`(?P<login>\w+)`.*?"
    r"```graphql\n(?P<operation>.*?)```"
    r"(?:\n+```json\n(?P<variables>.*?)```)?",
    re.DOTALL,
)
_FROM = re.compile(r"<([\w.]+)>")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does it, the operation to paste, and its variables as written."""

    name: str
    login: str
    operation: str
    variables: str

    def filled(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The variables with `<step.path>` taken from earlier answers."""
        written = json.loads(self.variables)
        return {name: _value(value, answers) for name, value in written.items()}


def steps(readme: str) -> list[Step]:
    """The steps of a README, in order."""
    text = (ROOT / readme).read_text("utf-8")
    return [
        Step(found["name"], found["login"], found["operation"], found["variables"] or "{}")
        for found in _STEP.finditer(text)
    ]


def _value(written: Any, answers: Mapping[str, Any]) -> Any:
    found = _FROM.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        return written
    value: Any = answers
    for part in found[1].split("."):
        value = value[int(part)] if part.isdigit() else value[part]
    return value


__all__ = ["ROOT", "Step", "steps"]
