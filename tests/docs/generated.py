"""The parts of the documentation that are printed from the code.

python -m tests.docs.generated      writes them anew; a test says when that is due
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from uuid import UUID

from api.graph.binds import Values
from api.schema.build import View
from api.schema.registry import Registry
from core.actor import Actor, Audience, Role
from core.escalation.printed import as_markdown as chains_table
from core.escalation.shipped import SHIPPED as CHAINS
from core.plugin import hooks
from core.sla.shipped import SHIPPED
from core.sla.table import as_markdown as policy_table
from core.tickets.printed import as_markdown
from tests.docs import standard

DOCS = Path(__file__).parents[2] / "docs"

DOCUMENT = """\
query Open($state: State!) {
  tickets(first: 20, filter: {state: {eq: $state}}) {
    nodes { number dueAt house { label } events(first: 3) { at action } }
    pageInfo { hasNextPage endCursor }
  }
}"""

_BLOCK = re.compile(r"<!-- generated: (\w+) -->\n(.*?)<!-- end -->", re.DOTALL)


def statement() -> str:
    """The statement that the example document becomes for a caller of one estate."""
    agent = frozenset({Role.CS_AGENT})
    actor = Actor(1, UUID(int=1), Audience.STAFF, "陈静", {7: agent})
    operation = Registry().schema(View(Audience.STAFF)).documents.operation(DOCUMENT, None)
    values = Values(operation.variables({"state": "REPORTED"}), actor, (7,))
    return str(operation.plan(values).sql)


def hook_table() -> str:
    """Every hook with its exact signature, what may be answered, its time, and its error policy."""
    lines = []
    for name, specification in hooks.SPECIFICATIONS.items():
        function = getattr(hooks, name)
        taken = ", ".join(inspect.signature(function).parameters)
        kinds = ", ".join(kind.__name__ for kind in specification.answers) or "nothing"
        policy = "decides: a failure refuses" if specification.decides else "a failure is left out"
        lines += [
            f"### `{name}({taken})`",
            "",
            inspect.getdoc(function) or "",
            "",
            f"Answers {kinds}; {specification.seconds:g} s; {policy}.",
            "",
        ]
    return "\n" + "\n".join(lines)


GENERATED: Mapping[str, Callable[[], str]] = {
    "policy": lambda: policy_table(SHIPPED),
    "hooks": hook_table,
    "document": lambda: f"```graphql\n{DOCUMENT}\n```\n",
    "statement": lambda: f"```sql\n{_trimmed(statement())}\n```\n",
    "standard": standard.as_markdown,
    "transitions": as_markdown,
    "chains": lambda: chains_table(CHAINS),
}


def pages() -> Iterator[tuple[Path, str]]:
    """Each page with generated parts, and what it should say."""
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text("utf-8")
        if _BLOCK.search(text):
            yield path, _BLOCK.sub(_made, text)


def _made(block: re.Match[str]) -> str:
    name = block[1]
    return f"<!-- generated: {name} -->\n{GENERATED[name]()}<!-- end -->"


def _trimmed(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


if __name__ == "__main__":
    for page, wanted in pages():
        page.write_text(wanted, "utf-8")

__all__ = ["DOCS", "GENERATED", "hook_table", "pages", "statement"]
