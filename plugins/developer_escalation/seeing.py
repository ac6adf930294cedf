"""Acting as the system, in one estate: what is not the caller's own to do.

A developer who answers has the ticket's clocks run on, but never sees its whole history.
"""

from dataclasses import replace

from core.actor import Actor, Audience, Role


def deputy(actor: Actor, estate_id: int) -> Actor:
    """Who takes the steps on a ticket that follow from the caller's answer: the system, under the
    caller's name."""
    return replace(
        actor,
        audience=Audience.SYSTEM,
        roles={estate_id: frozenset({Role.SYSTEM})},
        persons=(),
        _by_role={},
    )


__all__ = ["deputy"]
