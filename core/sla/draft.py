"""A policy being prepared: a whole document, or single targets of the present one changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from core.adopted.errors import DocumentCode, DocumentInvalid, Problem
from core.adopted.parts import problems_of
from core.db.unit_of_work import UnitOfWork
from core.sla.document import TargetPart, parse
from core.sla.errors import PolicyCode
from core.sla.policy import Policy, Promise, Target, categories_in
from core.sla.versions import POLICIES
from core.sla.writing import selector, written
from core.tickets.repository import known_categories


@dataclass(frozen=True, slots=True)
class Draft:
    """A `document`, or `edits` of the policy in force; each edit is a target with its `rule`.

    An edit takes the place of the target for the same tickets; where there is none, it comes before
    all others, as the first that fits counts.
    """

    document: object = None
    edits: Sequence[object] | None = None


class EditPart(TargetPart):
    """A target, and the promise it is of."""

    rule: str


_EDITS = TypeAdapter(list[EditPart])


async def drafted(
    uow: UnitOfWork, group_id: int, estate_id: int | None, at: datetime, draft: Draft
) -> Policy:
    """The policy of a draft for an estate, or (None) the group, on top of what is in force at `at`.

    Raises `DocumentInvalid`; paths begin with `document` or `edits`.
    """
    if (draft.document is None) == (draft.edits is None):
        reason = "a document, or edits"
        raise DocumentInvalid((Problem(DocumentCode.NOTHING_SAID, "document", reason),))
    if draft.edits is None:
        policy = _whole(draft.document)
    else:
        version = await POLICIES.in_force(uow, group_id, estate_id, at)
        present = await POLICIES.one(uow, group_id, version)
        policy = _edited(present, draft.edits)
    named = set(categories_in(policy))
    unknown = named - await known_categories(uow, group_id, sorted(named)) if named else ()
    if unknown:
        code = min(unknown)
        reason = f"the group has no category {code}"
        raise DocumentInvalid((Problem(PolicyCode.CATEGORY_UNKNOWN, code, reason),))
    return policy


def _whole(document: object) -> Policy:
    try:
        return parse(document)
    except DocumentInvalid as error:
        raise error.within("document") from None


def _edited(policy: Policy, edits: Sequence[object]) -> Policy:
    try:
        parts = _EDITS.validate_python(edits)
    except ValidationError as error:
        raise DocumentInvalid(tuple(problems_of(error))).within("edits") from None
    for number, part in enumerate(parts):
        promise = policy.promise(part.rule)
        if promise is None:
            path, reason = f"edits[{number}].rule", "the policy makes no such promise"
            raise DocumentInvalid((Problem(PolicyCode.RULE_UNKNOWN, path, reason),))
        if promise.pauses and part.duration.working_days is not None:
            path, reason = f"edits[{number}].duration", "a promise in working days is not paused"
            raise DocumentInvalid((Problem(PolicyCode.WORKING_DAYS_PAUSED, path, reason),))
        policy = _with(policy, promise, part.target)
    return _whole(written(policy))  # what is kept can be read again


def _with(policy: Policy, promise: Promise, target: Target) -> Policy:
    wanted = selector(target)
    targets = [target if selector(each) == wanted else each for each in promise.targets]
    if target not in targets:
        targets.insert(0, target)
    changed = replace(promise, targets=tuple(targets))
    return Policy(tuple(changed if each is promise else each for each in policy.promises))


__all__ = ["Draft", "drafted"]
