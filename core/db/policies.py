"""The row-level security templates, and the one function that sets the scope they read.

A table has a *wall* (whose rows it holds) and may have a *narrowing* (which of those one audience
sees). Both are comparisons of the row's own columns with settings, without sub-selects or other
tables. The estate wall looks the estate up in a text (`,7,8,`, or `*` for all of the group), which
no index serves: every statement names its estate itself, and a wall that could be an index
condition as well would be counted twice by the planner (decision 003). Nothing set means nothing
seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import MetaData, Table

SET_SCOPE = """
create or replace function core.set_scope(
    group_id text, estates text, audience text, account text, persons text, houses text, rights text
) returns void language plpgsql as $$
begin
    execute format(
        'set local app.group_id = %L; set local app.estates = %L; set local app.audience = %L;'
        'set local app.account = %L; set local app.persons = %L; set local app.houses = %L',
        group_id,
        case estates
            when '*' then '*' else ',' || array_to_string(estates::bigint[], ',') || ',' end,
        audience, account, persons, houses
    );
    if rights <> '' then
        perform from core.account_rights as held
        where held.group_id = set_scope.group_id::bigint
            and held.account_id = account::uuid
            and held.version = rights::bigint;
        if not found then
            raise exception 'stale rights' using errcode = 'GJ001';
        end if;
    end if;
end
$$
"""


def _setting(name: str, cast: str) -> str:
    return f"nullif(current_setting('app.{name}', true), '')::{cast}"


GROUP = _setting("group_id", "bigint")
ESTATES = "current_setting('app.estates', true)"
PERSONS = _setting("persons", "uuid[]")
HOUSES = _setting("houses", "uuid[]")
ACCOUNT = _setting("account", "uuid")
AUDIENCE = "current_setting('app.audience', true)"
ERASING = _setting("erasing", "bigint")

UNTIL_ERASED = "until_erased"
"""As a table's `append_only`: its rows go when the whole estate is erased, and never before."""

RIGHTS = {
    False: "select, insert, update, delete",
    True: "select, insert",
    UNTIL_ERASED: "select, insert, delete",
}
"""What the application may do to a table, by its `append_only`."""

_INSIDE = f"{AUDIENCE} in ('staff', 'service', 'system')"
_SYSTEM = f"{AUDIENCE} = 'system'"

WALLS = {
    "group": f"{{key}} = {GROUP}",
    "estate": f"({ESTATES} = '*' or strpos({ESTATES}, ',' || {{key}} || ',') > 0)"
    f" and group_id = {GROUP}",
    "system": _SYSTEM,
}

NARROWINGS = {
    "staff": _INSIDE,
    "system": _SYSTEM,
    "account": f"{_SYSTEM} or id = {ACCOUNT}",
    "own_account": f"{_SYSTEM} or account_id = {ACCOUNT}",
    "message": f"{_SYSTEM} or account_id = {ACCOUNT} or ({_INSIDE} and ticket_id is not null)",
    "house": f"{_INSIDE} or id = any({HOUSES})",
    "resident": f"{_INSIDE} or id = any({PERSONS})",
    "residency": f"{_INSIDE} or resident_id = any({PERSONS})",
    "requester": f"{_INSIDE} or ({AUDIENCE} = 'resident' and requester_id = any({PERSONS}))",
    "ticket": f"{_INSIDE} or ({AUDIENCE} = 'resident' and requester_id = any({PERSONS}))"
    f" or ({AUDIENCE} = 'partner' and partner_id = any({PERSONS}))",
    "partner": f"{_INSIDE} or ({AUDIENCE} = 'partner' and id = any({PERSONS}))",
    "handed": f"{_INSIDE} or ({AUDIENCE} = 'partner' and partner_id = any({PERSONS}))",
    "published": f"{_INSIDE} or published_at is not null",
    "ticket_event": f"{_INSIDE} or (public and {AUDIENCE} = 'resident'"
    f" and requester_id = any({PERSONS}))",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy as it stands in the database."""

    table: str
    name: str
    statement: str


def policies(table: Table) -> Iterator[Policy]:
    """The policies of a table, from the `wall`, `key` and `narrow` of its `info`."""
    wall = table.info.get("wall")
    name = f'{table.schema}."{table.name}"'
    if wall is None:
        return
    if wall == "queue":
        yield from _queue(name)
        return
    key = table.info.get("key", "group_id" if wall == "group" else "estate_id")
    using = WALLS[wall].format(key=key)
    yield Policy(
        name,
        f"{wall}_wall",
        f"create policy {wall}_wall on {name} using ({using}) with check ({using})",
    )
    narrow = table.info.get("narrow")
    if narrow is not None:
        using = NARROWINGS[narrow]
        yield Policy(
            name,
            f"{narrow}_only",
            f"create policy {narrow}_only on {name} as restrictive"
            f" using ({using}) with check ({using})",
        )
    if table.info.get("append_only") == UNTIL_ERASED:
        yield Policy(
            name,
            "erasing_only",
            f"create policy erasing_only on {name} as restrictive for delete"
            f" using ({_SYSTEM} and {key} = {ERASING})",
        )


def _queue(name: str) -> Iterator[Policy]:
    inside = WALLS["estate"].format(key="estate_id")
    yield Policy(
        name,
        "queue_entry",
        f"create policy queue_entry on {name} for insert with check ({inside} or {_SYSTEM})",
    )
    yield Policy(
        name,
        "queue_work",
        f"create policy queue_work on {name} using ({_SYSTEM}) with check ({_SYSTEM})",
    )


def protect(table: Table) -> Iterator[str]:
    """The statements that put a table behind its wall and give the application its grants."""
    name = f'{table.schema}."{table.name}"'
    rights = RIGHTS[table.info.get("append_only", False)]
    yield f"grant {rights} on {name} to guanjia_app"
    if table.info.get("wall") is not None:
        yield f"alter table {name} enable row level security"
        yield f"alter table {name} force row level security"
        for policy in policies(table):
            yield policy.statement


def walled(metadata: MetaData) -> list[Table]:
    """The tables of a metadata that stand behind a wall."""
    return [table for table in metadata.sorted_tables if table.info.get("wall") is not None]


__all__ = [
    "NARROWINGS",
    "RIGHTS",
    "SET_SCOPE",
    "UNTIL_ERASED",
    "WALLS",
    "Policy",
    "policies",
    "protect",
    "walled",
]
