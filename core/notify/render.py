"""From a template and its values to the text somebody reads, in their language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from string import Template as Pattern
from zoneinfo import ZoneInfo

from core.notify.templates import Template, Text, ValueKind
from core.notify.terms import term

UNNAMED = ("您好", "there")
"""How somebody without a name is spoken to."""


def is_english(locale: str) -> bool:
    """Anything but English is answered in Chinese."""
    return locale.lower().startswith("en")


def shown(
    template: Template, values: Mapping[str, str], zone: ZoneInfo, *, english: bool
) -> dict[str, str]:
    """The values as people read them."""
    return {
        name: _shown(values[name], kind, zone, english=english)
        for name, kind in template.values.items()
    }


def _shown(value: str, kind: ValueKind, zone: ZoneInfo, *, english: bool) -> str:
    if kind is ValueKind.TERM:
        return term(value, english=english)
    if kind is ValueKind.TIME:
        local = datetime.fromisoformat(value).astimezone(zone)
        if english:
            return f"{local.day} {local:%B} {local:%H:%M}"
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return value


def render(text: Text, values: Mapping[str, str]) -> Text:
    """The text with its values put in. A title is one line."""
    title = Pattern(text.title).safe_substitute(values)
    return Text(" ".join(title.split()), Pattern(text.body).safe_substitute(values))


def linked(
    template: Template, values: Mapping[str, str], text: str, address: Callable[[str], str]
) -> str:
    """The text as it leaves: the marks of the template's own links, and no others, made addresses.

    A mark that somebody wrote into a comment stays what it is, and becomes no link.
    """
    for name, kind in template.values.items():
        if kind is ValueKind.LINK:
            text = text.replace(values[name], address(values[name]))
    return text


__all__ = ["UNNAMED", "is_english", "linked", "render", "shown"]
