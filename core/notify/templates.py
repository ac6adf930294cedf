"""The templates there are: shipped texts by code, in both languages, with the values they name.

    ["customer.dispatched"]
    topic = "PROGRESS"
    values = { number = "text", assignee = "text", due = "time" }
    zh = { title = "工单 $number 已派单", body = "..." }
    en = { title = "...", body = "..." }

`$name` stands for a value, `$$` for a dollar sign. `$estate` and `$name` (the recipient's) are
known everywhere. A plugin adds its own by `Manifest.templates`, a folder of such files.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template as Pattern

from core.coded import Coded
from core.notify.kinds import Topic

SHIPPED = Path(__file__).parent / "shipped"
ALWAYS = frozenset({"estate", "name"})
"""Values that every template may name: the estate's name, and the recipient's."""

LANGUAGES = ("zh", "en")
LONGEST_TITLE = 60
LONGEST_BODY = 1_000


class ValueKind(Coded):
    """How a value is written for people."""

    TEXT = "text", "as it is"
    TIME = "time", "an instant (ISO 8601), shown in the estate's zone"
    TERM = "term", "a code of `core.notify.terms`, shown in the recipient's language"
    LINK = "link", "a mark, for an address that is put in as the message leaves and kept nowhere"


@dataclass(frozen=True, slots=True)
class Text:
    """A title and a body with placeholders, in one language."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Template:
    """What is told under a code. `values` are those that whoever tells must give."""

    code: str
    topic: Topic
    values: Mapping[str, ValueKind]
    zh: Text
    en: Text

    def text(self, *, english: bool) -> Text:
        """Its words in one of the two languages."""
        return self.en if english else self.zh


class UnknownTemplate(LookupError):
    """Somebody tells by a template that there is not: a mistake in a program."""


def problems(text: Text, values: Iterable[str]) -> Iterator[str]:
    """What is wrong with a text: unknown placeholders, a stray dollar sign, too long, empty."""
    known = ALWAYS | set(values)
    for part, longest in (("title", LONGEST_TITLE), ("body", LONGEST_BODY)):
        written: str = getattr(text, part)
        pattern = Pattern(written)
        if not written.strip():
            yield f"{part} is empty"
        if len(written) > longest:
            yield f"{part} is longer than {longest}"
        if not pattern.is_valid():
            yield f"{part} has a $ that begins no name"
        else:
            yield from (
                f"{part} names ${name}" for name in pattern.get_identifiers() if name not in known
            )


def read(folder: Path) -> Iterator[Template]:
    """The templates in a folder's files. Raises ValueError naming the file and what is wrong."""
    for path in sorted(folder.glob("*.toml")):
        for code, written in tomllib.loads(path.read_text("utf-8")).items():
            try:
                yield _template(code, written)
            except (KeyError, ValueError, TypeError) as error:
                raise ValueError(f"{path.name}: {code}: {error}") from None


def _template(code: str, written: Mapping[str, object]) -> Template:
    values = written.get("values", {})
    if not isinstance(values, dict):
        raise TypeError("values is no table")
    kinds = {str(name): ValueKind(kind) for name, kind in values.items()}
    zh, en = (_text(written[language]) for language in LANGUAGES)
    found = [f"{each}" for text in (zh, en) for each in problems(text, kinds)]
    if found:
        raise ValueError("; ".join(found))
    return Template(code, Topic(str(written["topic"])), kinds, zh, en)


def _text(written: object) -> Text:
    if not isinstance(written, dict):
        raise TypeError("a text is a table of title and body")
    return Text(str(written["title"]), str(written["body"]).strip())


_known: dict[str, Template] = {each.code: each for each in read(SHIPPED)}


def learn(templates: Iterable[Template]) -> None:
    """Add the templates of a plugin. Raises ValueError where a code is given twice."""
    for each in templates:
        if _known.setdefault(each.code, each) != each:
            raise ValueError(f"the template {each.code!r} is given twice")


def template(code: str) -> Template:
    """The template of a code, as shipped. Raises `UnknownTemplate`."""
    try:
        return _known[code]
    except KeyError:
        raise UnknownTemplate(f"there is no template {code!r}") from None


def templates() -> tuple[Template, ...]:
    """All there are, by code."""
    return tuple(_known[code] for code in sorted(_known))


__all__ = [
    "ALWAYS",
    "LONGEST_BODY",
    "LONGEST_TITLE",
    "SHIPPED",
    "Template",
    "Text",
    "UnknownTemplate",
    "ValueKind",
    "learn",
    "problems",
    "read",
    "template",
    "templates",
]
