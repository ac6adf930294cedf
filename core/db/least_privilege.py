"""The check that the service is what row-level security binds: done once for every pool.

A superuser, a role with BYPASSRLS, and (where FORCE were ever forgotten) a table's owner pass by
the policies. Whoever can become such a role could too. Serving as one of them is refused.
"""

from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg

from core.operating import OperatorCode, OperatorError

CHECK: LiteralString = r"""
select current_user::text,
       r.rolsuper,
       exists (select from pg_roles b
               where b.rolbypassrls and pg_has_role(r.oid, b.oid, 'MEMBER')),
       array(select format('%I.%I', n.nspname, c.relname)
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where (n.nspname in ('core', 'tenants') or n.nspname like 'plugin\_%')
               and c.relkind in ('r', 'p', 'v', 'm')
               and pg_has_role(r.oid, c.relowner, 'MEMBER')
             order by 1 limit 3)
from pg_roles r where r.rolname = current_user
"""
# %% doubled nowhere: it is sent without parameters, so psycopg leaves it alone


def judge(row: Sequence[Any]) -> None:
    """Refuses a row of `CHECK` that tells of too many rights. Raises `ROLE_UNSAFE`."""
    role, superuser, bypasses, owned = row
    reasons = [
        reason
        for holds, reason in (
            (superuser, "is a superuser"),
            (bypasses and not superuser, "has or can take BYPASSRLS"),
            (owned and not superuser, f"owns or can become the owner of {', '.join(owned)}"),
        )
        if holds
    ]
    if reasons:
        raise OperatorError(
            OperatorCode.ROLE_UNSAFE,
            f'refusing to serve as "{role}": it {" and ".join(reasons)}, '
            "so row-level security would not bind it.",
            "Let GUANJIA_DATABASE_URL be an administrator's or guanjia_app's, and serve as "
            "guanjia_app.",
        )


def verify(connection: psycopg.Connection[Any]) -> None:
    """`judge` over a blocking connection."""
    with connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        row = cursor.execute(CHECK).fetchone()
    assert row is not None
    judge(row)


async def verify_async(connection: psycopg.AsyncConnection[Any]) -> None:
    """`judge` over an asynchronous connection."""
    async with connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
        await cursor.execute(CHECK)
        row = await cursor.fetchone()
    assert row is not None
    judge(row)


__all__ = ["CHECK", "judge", "verify", "verify_async"]
