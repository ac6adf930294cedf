"""Root fields that take an id beside others' arguments: of anothers' they tell nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_required_argument

from tests.graph.callers import Callers, Reader
from tests.graph.schemas import whole
from tests.graph.world import Rich
from tests.isolation.inputs import referred
from tests.isolation.ownership import ids_in, owned

CALLERS = ("agent", "director", "resident", "service", "partner", "other director")

SCALARS = {
    "String": "3栋2单元1201 厨房水管漏水",
    "DateTime": "2025-01-01T00:00:00Z",
    "Date": "2025-01-01",
    "Int": 5,
    "Boolean": True,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A root field that takes an id by another name than `id`."""

    name: str
    field: GraphQLField
    argument: str

    @property
    def of(self) -> str:
        """The type of the id."""
        return referred(self.argument)

    def query(self, reader: Reader) -> str:
        """The operation that asks for everything it can tell."""
        required = {
            name: each
            for name, each in self.field.args.items()
            if is_required_argument(each) or name == self.argument
        }
        declared = ", ".join(f"${name}: {each.type}" for name, each in required.items())
        passed = ", ".join(f"{name}: ${name}" for name in required)
        type_ = get_named_type(self.field.type)
        assert isinstance(type_, GraphQLObjectType)
        return f"query({declared}) {{ {self.name}({passed}) {{ {whole(reader.schema, type_)} }} }}"

    def variables(self, id_: str, reader: Reader) -> dict[str, Any]:
        """Its arguments, with this id; of further ids one of the caller's own."""
        scalars = {**SCALARS, "ID": f"Estate:{next(iter(reader.actor.roles))}"}
        given = {
            name: scalars.get(get_named_type(each.type).name)
            for name, each in self.field.args.items()
            if is_required_argument(each)
        }
        return {**given, self.argument: id_}


def asked(reader: Reader) -> Iterator[Asked]:
    """Every such field of a caller's schema."""
    root = reader.schema.query_type
    assert root is not None
    for name, field in root.fields.items():
        for argument, each in field.args.items():
            if get_named_type(each.type).name == "ID" and argument != "id":
                yield Asked(name, field, argument)


def told(answer: dict[str, Any], name: str) -> Any:
    """What a field told; nothing where it was refused as not found."""
    if "errors" in answer:
        assert {each["extensions"]["code"] for each in answer["errors"]} <= {"NOT_FOUND"}, answer
        return None
    return answer["data"][name]


@pytest.mark.parametrize("name", CALLERS)
async def test_a_field_asked_with_anothers_id_tells_what_it_tells_of_nobodys(
    callers: Callers, rich: Rich, name: str
) -> None:
    reader = callers[name]
    own = owned(reader, rich)
    for each in asked(reader):
        nobodys = f"{each.of}:{10**17}" + ("" if each.of == "Estate" else f":{UUID(int=1)}")
        response = await reader.http.send(each.query(reader), each.variables(nobodys, reader))
        nothing = response.json()
        for other in ("director", "other director"):
            foreign = sorted(owned(callers[other], rich)[each.of] - own[each.of])
            for id_ in foreign[:2]:
                response = await reader.http.send(each.query(reader), each.variables(id_, reader))
                assert response.json() == nothing, (each.name, id_)
                assert not set(ids_in(told(nothing, each.name)))


@pytest.mark.parametrize("name", CALLERS)
async def test_a_field_asked_with_ones_own_id_tells_only_what_is_ones_own(
    callers: Callers, rich: Rich, name: str
) -> None:
    reader = callers[name]
    own = owned(reader, rich)
    everything = set().union(*own.values())
    for each in asked(reader):
        for id_ in sorted(own[each.of])[:2]:
            response = await reader.http.send(each.query(reader), each.variables(id_, reader))
            assert set(ids_in(told(response.json(), each.name))) <= everything, (each.name, id_)


def test_there_are_such_fields(callers: Callers) -> None:
    assert len(list(asked(callers["agent"]))) >= 3
