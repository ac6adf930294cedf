"""Real messages of residents: the kind that their titles name is proposed without that word.

The messages are no part of the product; where they are absent these tests are skipped. Rules were
written by looking at one half of them; the other half tells how good they are.
"""

import csv
import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.intake.evidence import said_by_rules
from core.intake.propose import proposals
from core.intake.ruleset import shipped
from core.tickets.kinds import Kind
from core.tickets.rules import CONTENT_MOST

SAMPLES = os.environ.get("GUANJIA_SAMPLE_DATA", "")
MESSAGES = Path(SAMPLES) / "zh" / "property_messages.csv"

MARKERS = {
    "投诉": Kind.COMPLAINT,
    "咨询": Kind.CONSULTATION,
    "建议": Kind.SUGGESTION,
    "求助": Kind.HELP,
    "报修": Kind.REPAIR,
}

pytestmark = pytest.mark.skipif(
    not SAMPLES or not MESSAGES.exists(), reason="GUANJIA_SAMPLE_DATA does not have the messages"
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message whose title says what it is, without the word that says it."""

    kind: Kind
    text: str
    held_out: bool


def messages() -> Iterator[Message]:
    """Those whose title has one of the five words; the word is taken out of the whole text."""
    with MESSAGES.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found = [marker for marker in MARKERS if marker in row["title"]]
            if len(found) != 1:
                continue
            text = f"{row['title']}\n{row['detail']}".replace(found[0], "")
            yield Message(MARKERS[found[0]], text[:CONTENT_MOST], held_out(row["detail"]))


def held_out(detail: str) -> bool:
    """Whether a message is of the half the rules were not written by; posted twice is one."""
    key = re.sub(r"[^\u4e00-\u9fff]", "", detail)[:24]
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2 == 1


def right(kept: list[Message]) -> tuple[float, Counter[Kind]]:
    """The share that is proposed right, and how many of each kind are."""
    hits: Counter[Kind] = Counter()
    for message in kept:
        found = proposals([*said_by_rules(shipped(), message.text)], shipped(), {})
        hits[message.kind] += found.kinds[0].value == message.kind
    return hits.total() / len(kept), hits


def test_the_kind_that_a_title_names_is_proposed_without_the_word_s_b1() -> None:
    kept = [*messages()]
    assert len(kept) > 200
    share, _ = right(kept)
    assert share >= 0.85


def test_so_it_is_for_the_messages_the_rules_were_not_written_by_s_b1() -> None:
    kept = [each for each in messages() if each.held_out]
    assert len(kept) > 100
    share, hits = right(kept)
    commonest = Counter(each.kind for each in kept).most_common(1)[0][1] / len(kept)
    assert share >= 0.85
    assert share > commonest + 0.04, "no better than calling everything a complaint"
    assert hits[Kind.CONSULTATION] > 0
    assert hits[Kind.SUGGESTION] > 0
