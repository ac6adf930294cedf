"""Judging rows: what each comes to, or why it cannot be taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from core.errors import GuanjiaError
from core.importing.draft import Draft
from core.importing.findings import Code, Finding
from core.importing.instants import Instants, settle
from core.importing.mapping import Choice
from core.importing.mapping import Mapping as Declaration
from core.importing.slip import Slip
from core.importing.source import Row
from core.importing.times import reader
from core.tickets import rules
from core.tickets.kinds import Channel, Kind, Nature, Severity, Urgency

T = TypeVar("T")

KEY_MOST = 300

Categories = Mapping[str, tuple[Kind, Nature | None]]
"""The group's categories by code, with the kind they belong to and the nature they imply."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row, what was found in it, and the draft it comes to: None where it is rejected."""

    row: Row
    draft: Draft | None
    findings: tuple[Finding, ...]

    @property
    def telling(self) -> tuple[Finding, ...]:
        """What to tell about it: of a rejected row why, of another one every note."""
        return tuple(each for each in self.findings if each.rejects or self.draft is not None)


class Judge:
    """Judges the rows of one file, in order: a key counts for the first row taken with it."""

    def __init__(
        self,
        mapping: Declaration,
        header: tuple[str, ...],
        categories: Categories,
        now: datetime,
    ) -> None:
        self._mapping = mapping
        self._fields = mapping.ticket
        self._width = len(header)
        self._places = {name: place for place, name in reversed([*enumerate(header)])}
        self._categories = categories
        self._lines: dict[str, int] = {}
        self._earliest = datetime.combine(
            mapping.rules.earliest, time(), ZoneInfo(mapping.times.zone)
        )
        self._now = now
        self._times = {
            name: (moment.column, reader(moment, mapping.times))
            for name in ("received_at", "occurred_at", "due_at", "closed_at")
            if (moment := getattr(self._fields, name)) is not None
        }

    def judge(self, row: Row) -> Verdict:
        """What becomes of the row."""
        slip = Slip(row, self._places, self._mapping.file.blank)
        draft = None
        if len(row.cells) != self._width:
            slip.reject(
                Code.WRONG_WIDTH, None, f"{len(row.cells)} fields where there are {self._width}"
            )
        else:
            draft = self._drafted(slip)
        if draft is not None:
            self._lines[draft.source_key] = row.line
        return Verdict(row, draft, tuple(dict.fromkeys(slip.findings)))

    def _drafted(self, slip: Slip) -> Draft | None:
        fields = self._fields
        key = self._key(slip)
        kind = self._required(slip, fields.kind, Kind)
        channel = self._required(slip, fields.channel, Channel)
        urgency = self._required(slip, fields.urgency, Urgency)
        severity = self._required(slip, fields.severity, Severity)
        content = slip.words(fields.content)
        if content is None:
            slip.missing(fields.content.reads)
        instants = self._instants(slip)
        category = self._category(slip, kind)
        nature = self._optional(slip, fields.nature, Nature)
        place = slip.words(fields.place)
        name, phone = slip.words(fields.contact_name), self._phone(slip)
        result = slip.words(fields.result)
        kept = {column: slip.text(column) for column in self._mapping.keep}
        if slip.rejected:
            return None
        assert key is not None
        assert kind is not None
        assert channel is not None
        assert urgency is not None
        assert severity is not None
        assert content is not None
        assert instants is not None
        if result is not None and instants.closed_at is None:
            slip.note(
                Code.RESULT_WHILE_OPEN,
                fields.result.reads[0] if fields.result and fields.result.reads else None,
                "it has a result and no closing: taken as open, with the result",
            )
        return Draft(
            source_key=key,
            kind=kind,
            category_code=category,
            nature=rules.nature_of(
                kind,
                nature if kind is Kind.COMPLAINT else None,
                self._categories[category][1] if category else None,
                required=False,
            ),
            urgency=urgency,
            severity=severity,
            channel=channel,
            content=content,
            place=place,
            unknown_place=None if place else fields.unknown_place,
            unknown_house=fields.unknown_house,
            contact_name=name,
            contact_phone=phone,
            unknown_contact=None if name and phone else fields.unknown_contact,
            occurred_at=instants.occurred_at,
            unknown_occurred=None if instants.occurred_at else fields.unknown_occurred,
            received_at=instants.received_at,
            due_at=instants.due_at,
            closed_at=instants.closed_at,
            result=result,
            kept={column: said for column, said in kept.items() if said is not None},
        )

    def _key(self, slip: Slip) -> str | None:
        parts = [slip.text(column) for column in self._mapping.key]
        columns = ", ".join(self._mapping.key)
        if None in parts:
            slip.reject(Code.KEY_MISSING, self._mapping.key[0], f"{columns} is empty")
            return None
        escaped = (str(part).replace("%", "%25").replace("/", "%2F") for part in parts)
        key = f"{self._mapping.source}:{'/'.join(escaped)}"
        if len(key) > KEY_MOST:
            slip.reject(Code.KEY_TOO_LONG, self._mapping.key[0], f"{columns} is too long for a key")
        if key in self._lines:
            slip.reject(
                Code.KEY_REPEATED,
                self._mapping.key[0],
                f"{columns} is that of line {self._lines[key]}, which was taken",
            )
        return key

    def _required(self, slip: Slip, declared: Choice[T], ours: Callable[[str], T]) -> T | None:
        chosen = slip.choice(declared, ours)
        if chosen is None:
            slip.missing(declared.reads)
        return chosen

    def _optional(
        self, slip: Slip, declared: Choice[T] | None, ours: Callable[[str], T]
    ) -> T | None:
        return None if declared is None else slip.choice(declared, ours)

    def _category(self, slip: Slip, kind: Kind | None) -> str | None:
        declared = self._fields.category_code
        code = self._optional(slip, declared, self._own_category)
        if code is not None and kind is not None and self._categories[code][0] is not kind:
            slip.reject(
                Code.CATEGORY_OF_OTHER_KIND,
                declared.column if declared else None,
                f"category {code} belongs to {self._categories[code][0]}, and this is a {kind}",
            )
        return code

    def _own_category(self, said: str) -> str:
        if said not in self._categories:
            raise ValueError(said)
        return said

    def _phone(self, slip: Slip) -> str | None:
        said = slip.words(self._fields.contact_phone)
        try:
            return rules.phone("contactPhone", said)
        except GuanjiaError:
            column = self._fields.contact_phone.reads[0] if self._fields.contact_phone else None
            slip.note(Code.PHONE_UNREADABLE, column, f"{column} is no telephone number: left out")
            return None

    def _instants(self, slip: Slip) -> Instants | None:
        fields = self._fields
        before = len(slip.findings)
        readings = {name: slip.time(*how) for name, how in self._times.items()}
        closed = self._optional(slip, fields.closed, _yes_or_no)
        if readings["received_at"] is None:
            slip.missing(fields.received_at.reads)
        if any(finding.rejects for finding in slip.findings[before:]):
            return None
        return settle(slip, self._mapping, readings, closed, self._earliest, self._now)


_ANSWERS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _yes_or_no(said: str) -> bool:
    try:
        return _ANSWERS[said.lower()]
    except KeyError as error:
        raise ValueError(said) from error


__all__ = ["Categories", "Judge", "Verdict"]
