"""The page as HTML: plain, without scripts, for a telephone in one hand.

Everything that is not ours is escaped. No name, number or address of a person stands on it.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from api.survey.texts import Words
from core.surveys.kinds import QuestionType, Verdict
from core.surveys.models import SurveyState
from core.surveys.rules import COMMENT_MOST, MOST_SCORE
from core.surveys.shipped import IN_COLUMNS, OUTCOME, Question
from core.surveys.tap import Asking

STYLE = Path(__file__).with_name("page.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
    "vary": "accept, accept-language",
}
"""What goes with every answer of this door: the address is a secret, and stays one."""

MARKS = {Verdict.SATISFIED: "☺", Verdict.PARTLY: "◐", Verdict.DISSATISFIED: "☹"}

Given = Mapping[str, list[str]]
"""A form as it was sent."""


def survey_page(asked: Asking, words: Words, *, alert: str = "", given: Given | None = None) -> str:
    """The page of a survey that waits for its answer, or has it."""
    if asked.state is SurveyState.INVITED or asked.verdict is None:
        return _framed(words, words.title, _taps(asked, words, alert))
    return _framed(words, words.thanks, _thanks(asked, words, alert, given or {}))


def plain_page(words: Words, title: str, hint: str) -> str:
    """A page that says one thing."""
    return _framed(words, title, f"<h1>{escape(title)}</h1><p>{escape(hint)}</p>")


def _framed(words: Words, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{words.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex,nofollow">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )


def _about(asked: Asking, words: Words) -> str:
    title = asked.title_en if words.lang == "en" else asked.title
    parts = (asked.estate, asked.number, title)
    return f'<p class="about">{escape(" · ".join(part for part in parts if part))}</p>'


def _taps(asked: Asking, words: Words, alert: str) -> str:
    buttons = "".join(
        f'<button class="{each.value}" name="verdict" value="{each.value}">'
        f'<span class="mark" aria-hidden="true">{MARKS[each]}</span>'
        f"{escape(words.verdicts[each])}</button>"
        for each in Verdict
    )
    return (
        f"{_about(asked, words)}<h1>{escape(words.asked)}</h1>{_alert(alert)}"
        f'<form method="post" class="taps">{buttons}</form>'
        f'<p class="dim">{escape(words.hint)}</p>'
    )


def _thanks(asked: Asking, words: Words, alert: str, given: Given) -> str:
    assert asked.verdict is not None
    said = (
        f"{_about(asked, words)}<h1>{escape(words.thanks)}</h1>"
        f'<p>{escape(words.chosen)}: <span class="said {asked.verdict.value}">'
        f"{escape(words.verdicts[asked.verdict])}</span></p>"
        f"<p>{escape(words.followed[asked.verdict])}</p>"
    )
    if asked.detailed:
        return said + f"<p>{escape(words.done)}</p>"
    fields = "".join(_field(each, words, given) for each in _asked_for(asked))
    return (
        f'{said}<h2 id="more">{escape(words.more)}</h2>{_alert(alert)}'
        f'<form method="post" class="more" aria-labelledby="more">{fields}'
        f"<button>{escape(words.send)}</button></form>"
    )


def _asked_for(asked: Asking) -> Iterable[Question]:
    """What is still to be asked: who tapped "satisfied" or "partly" has told the outcome."""
    told = asked.verdict is not Verdict.DISSATISFIED
    return (each for each in asked.questions if not (told and each.code == OUTCOME))


def _alert(text: str) -> str:
    return f'<p class="alert" role="alert">{escape(text)}</p>' if text else ""


def _field(question: Question, words: Words, given: Given) -> str:
    own = question.code
    title = question.title_en if words.lang == "en" else question.title
    need = words.required if question.required and is_own(question) else words.optional
    legend = f'{escape(title)} <span class="dim">({escape(need)})</span>'
    if question.type is QuestionType.TEXT:
        kept = escape("".join(given.get(own, [])))
        return (
            f'<fieldset><label class="words" for="{own}">{legend}</label>'
            f'<textarea id="{own}" name="{own}" maxlength="{COMMENT_MOST}">{kept}</textarea>'
            "</fieldset>"
        )
    kind, look, choices = _choices(question, words)
    inputs = "".join(
        f'<label><input type="{kind}" name="{own}" value="{escape(value)}"'
        f"{' checked' if value in given.get(own, []) else ''}>{escape(text)}</label>"
        for value, text in choices
    )
    ends = f"<span>{escape(words.low)}</span><span>{escape(words.high)}</span>"
    scale = f'<div class="ends dim">{ends}</div>' if look == "row" else ""
    return (
        f'<fieldset><legend>{legend}</legend><div class="{look}">{inputs}</div>{scale}</fieldset>'
    )


def _choices(question: Question, words: Words) -> tuple[str, str, list[tuple[str, str]]]:
    """The kind of input, how it looks, and the values with their texts."""
    if question.type is QuestionType.SCORE:
        scores = [(str(each), str(each)) for each in range(1, MOST_SCORE + 1)]
        return "radio", "row", scores
    if question.type is QuestionType.YES_NO:
        return "radio", "list", [("yes", words.yes), ("no", words.no)]
    english = words.lang == "en"
    listed = [(each.code, each.title_en if english else each.title) for each in question.options]
    kind = "checkbox" if question.type is QuestionType.CHOICES else "radio"
    return kind, "list", listed


def is_own(question: Question) -> bool:
    """Whether a question is of the group's own, and so may have to be answered here."""
    return question.code not in IN_COLUMNS


__all__ = ["HEADERS", "Given", "is_own", "plain_page", "survey_page"]
