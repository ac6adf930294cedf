"""The table of a ticket's life as the documentation prints it."""

from core.actor import Role
from core.tickets.actions import Party
from core.tickets.kinds import Kind, State
from core.tickets.transitions import TRANSITIONS

_JOINED = {None: "", True: "joined", False: "not joined"}


def as_markdown() -> str:
    """The table as a Markdown table, for the documentation."""
    lines = [
        "| action | from | to | when | kinds | who may | rule |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in TRANSITIONS:
        every = row.sources == frozenset(State)
        who = [f"*{party.value}*" for party in Party if party in row.parties]
        who += [role.value for role in Role if role in row.roles]
        cells = (
            row.action.value,
            "any" if every else ", ".join(s.value for s in State if s in row.sources) or "–",
            row.target.value,
            ", ".join(filter(None, (row.case and row.case.value, _JOINED[row.joined]))),
            ", ".join(k.value for k in Kind if row.kinds and k in row.kinds) or "all",
            ", ".join(who),
            row.rule,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


__all__ = ["as_markdown"]
