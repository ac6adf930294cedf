"""Where each rule of the service standard lives: printed for `docs/standard.md` from the code.

A rule lives where a docstring or a comment cites it, its defaults are the shipped policy's and the
constants whose docstrings cite it, and its tests are those marked with it.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

from core.escalation.chains import Chain
from core.escalation.kinds import Counted
from core.escalation.shipped import SHIPPED as CHAINS
from core.sla.policy import Basis, Span
from core.sla.shipped import SHIPPED

ROOT = Path(__file__).parents[2]
FLOORS = ("core", "tenants", "api", "plugins")
ELSEWHERE = ("migrations", "demo", "snapshots")
"""Folders that carry no rule out, whatever they cite."""

CARRIED_OUT = "ABCDEFG"
"""Sections of which every rule must have a place and a test."""
ALSO = frozenset({"S-J1", "S-J2", "S-J3", "S-K1", "S-K2", "S-K3", "S-K4", "S-M1", "S-M3"})

_RULE = re.compile(r"^- \*\*(S-[A-Z]\d+)(?: ([^*]+?))?\.?\*\* ?(.*)$", re.MULTILINE)
_SECTION = re.compile(r"^## ([A-Z])\. (.+)$", re.MULTILINE)
_CITED = re.compile(r"\bS-([A-Z])(\d+)(?:\s*(?:–|-|to)\s*(?:S-)?\1?(\d+))?")
_FIGURE = re.compile(r"[\d._]+|timedelta\([\w=, .]+\)")
"""What a default looks like."""
_PLACES = 6
VERIFIED = "S-G4"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `docs/service-standard.md`: its section's letter, and what it is called."""

    id: str
    section: str
    title: str


@dataclass(slots=True)
class Found:
    """What of the code cites a rule."""

    places: dict[str, int] = field(default_factory=dict)
    """How much each module has to do with it; the module's own docstring counts most."""
    defaults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """A test marked with a rule."""

    module: str
    name: str

    @property
    def sentence(self) -> str:
        """What it says."""
        return self.name.removeprefix("test_").replace("_", " ")


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the standard's order."""
    text = (ROOT / "docs" / "service-standard.md").read_text("utf-8")
    return tuple(
        Rule(id_, id_[2], title or _beginning(words)) for id_, title, words in _RULE.findall(text)
    )


def _beginning(words: str) -> str:
    plain = words.replace("**", "")
    return plain if len(plain) <= 70 else plain[:70].rsplit(" ", 1)[0] + " …"


def cited(text: str) -> Iterator[str]:
    """The rules a text cites; `S-G1–G3` cites three."""
    for letter, first, last in _CITED.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"S-{letter}{number}"


@cache
def places() -> Mapping[str, Found]:
    """What of the product cites each rule."""
    found: dict[str, Found] = {}
    for path in (path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))):
        if any(part in ELSEWHERE for part in path.parts):
            continue
        module, source = str(path.relative_to(ROOT)), path.read_text("utf-8")
        tree = ast.parse(source)
        for weight, text in _told(tree, source):
            for rule in cited(text):
                at = found.setdefault(rule, Found()).places
                at[module] = at.get(module, 0) + weight
        for rule, default in _constants(tree):
            found.setdefault(rule, Found()).defaults.append(default)
    return found


def _told(tree: ast.Module, source: str) -> Iterator[tuple[int, str]]:
    yield 10, ast.get_docstring(tree) or ""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield 3, ast.get_docstring(node) or ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield 1, token.string
        elif token.type == tokenize.STRING and _is_rule(token.string):
            yield 2, token.string


def _is_rule(literal: str) -> bool:
    return re.fullmatch(r"""["']S-[A-Z]\d+["']""", literal) is not None


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Constants of a module whose docstring cites a rule, as `NAME = value`."""
    for node, after in zip(tree.body, tree.body[1:], strict=False):
        if not (isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(after, ast.Expr)):
            continue
        words = after.value.value if isinstance(after.value, ast.Constant) else None
        if not isinstance(words, str) or node.value is None:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = ast.unparse(node.value)
        if isinstance(target, ast.Name) and target.id.isupper() and _FIGURE.fullmatch(value):
            for rule in cited(words):
                yield rule, f"`{target.id} = {value}`"


@cache
def shown_by() -> Mapping[str, tuple[Shown, ...]]:
    """The tests marked with each rule."""
    found: dict[str, list[Shown]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text("utf-8")
        if "mark.rule(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for rule in _marked(node):
                    shown = Shown(str(path.relative_to(ROOT)), node.name)
                    found.setdefault(rule, []).append(shown)
    return {rule: tuple(shown) for rule, shown in found.items()}


def _marked(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.rule":
            for argument in decorator.args:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)


def required() -> tuple[Rule, ...]:
    """The rules that must have a place and a test."""
    return tuple(rule for rule in rules() if rule.section in CARRIED_OUT or rule.id in ALSO)


def as_markdown() -> str:
    """The page: for each rule where it lives, what it ships with, and what shows it."""
    text = (ROOT / "docs" / "service-standard.md").read_text("utf-8")
    titles = dict(_SECTION.findall(text))
    lines: list[str] = []
    section = ""
    for rule in rules():
        if rule.section != section:
            section = rule.section
            lines += ["", f"## {section}. {titles[section]}"]
        lines += ["", f"### {rule.id} {rule.title}", ""]
        lines += list(_told_of(rule))
    return "\n".join(lines[1:]) + "\n"


def _told_of(rule: Rule) -> Iterator[str]:
    found, shown = places().get(rule.id, Found()), shown_by().get(rule.id, ())
    if not found.places and not shown:
        yield "Not carried out yet."
        return
    nearest = sorted(found.places, key=lambda module: (-found.places[module], module))[:_PLACES]
    yield f"Lives in {', '.join(f'[`{module}`](../{module})' for module in nearest) or 'nothing'}."
    defaults = [*_promised(rule.id), *_told_in(rule.id), *dict.fromkeys(found.defaults)]
    if defaults:
        yield f"Ships with {'; '.join(defaults)}."
    yield ""
    if not shown:
        yield "No test is marked with it."
    for test in shown:
        yield f"- {test.sentence} ([`{test.module}`](../{test.module}))"


def _promised(rule: str) -> Iterator[str]:
    """The spans of the shipped policy."""
    for promise in SHIPPED.promises:
        if promise.rule == rule:
            yield from dict.fromkeys(_in_words(target.span) for target in promise.targets)


def _told_in(rule: str) -> Iterator[str]:
    """The times of the shipped chains."""
    said = [each for chain in CHAINS.rows for each in _times(chain, rule)]
    if rule == VERIFIED:
        said.append(_long(CHAINS.verified_within))
    yield from dict.fromkeys(said)


def _times(chain: Chain, rule: str) -> Iterator[str]:
    for step in chain.steps:
        if step.rule == rule:
            since = "" if step.counted is Counted.START else " after the step before"
            yield f"{step.role.value} +{_long(step.after)}{since}"
        if step.report is not None and step.report.rule == rule:
            yield f"a report of {step.role.value} +{_long(step.report.within)}"


def _long(time: timedelta) -> str:
    return _in_words(Span(Basis.ELAPSED, time))


def _in_words(span: Span) -> str:
    if span.basis is Basis.WORKING_DAYS:
        return f"{span.days} working days"
    minutes = round(span.length.total_seconds() / 60)
    told = f"{minutes // 60} h" if minutes and minutes % 60 == 0 else f"{minutes} min"
    return told if span.basis is Basis.ELAPSED else f"{told} of working time"


__all__ = ["as_markdown", "cited", "places", "required", "rules", "shown_by"]
