"""Chains of escalation in stories: read, drafted, adopted."""

from copy import deepcopy
from typing import Any

from core.ids import new_id
from tests.factories import Person
from tests.standard.story import Story

IN_FORCE = """query($id: ID!, $at: DateTime) { escalationChains(estateId: $id, at: $at) {
    version { number note estate { id } } document reportAgain verifiedWithin
    chains { code standDown ladders { urgent
        tickets { kinds urgencies severities needsDeveloper important }
        steps { rule role after counted report } } } } }"""
PREVIEW = """query($id: ID, $at: DateTime!, $document: JSON) {
    escalationChainsPreview(estateId: $id, effectiveFrom: $at, document: $document) {
        problems { code path reason } changes { chain part difference before after } } }"""


def here(story: Story) -> str:
    """The estate's id."""
    return f"Estate:{story.estate.id}"


def director_of(story: Story) -> Person:
    """Who manages the group's policies."""
    return Person(new_id(), "集团总监", "", story.world.director)


async def chains_of(story: Story, **given: Any) -> dict[str, Any]:
    """The chains in force at the estate."""
    found = await story.ask(story.estate.agent, IN_FORCE, id=here(story), **given)
    chains: dict[str, Any] = found["escalationChains"]
    return chains


async def document_of(story: Story) -> dict[str, Any]:
    """Their document, to be changed."""
    return deepcopy((await chains_of(story))["document"])


def steps_of(document: dict[str, Any], code: str, ladder: int = 0) -> list[dict[str, Any]]:
    """The steps of a chain in a document."""
    chain = next(each for each in document["chains"] if each["code"] == code)
    steps: list[dict[str, Any]] = chain["ladders"][ladder]["steps"]
    return steps


async def adopt(story: Story, person: Person, **given: Any) -> dict[str, Any]:
    """The payload of adopting chains for the whole group, unless told else."""
    said = {"note": "集团应急规定", "expectedVersion": 0, **given}
    return await story.do(person, "escalationChainsAdopt", "version { number }", **said)


__all__ = [
    "PREVIEW",
    "adopt",
    "chains_of",
    "director_of",
    "document_of",
    "here",
    "steps_of",
]
