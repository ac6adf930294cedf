"""A frontend developer reads in the schema what every code means."""

import pytest
from graphql import GraphQLEnumType

from api.schema.build import View
from api.schema.registry import Registry
from api.schema.snapshots import AUDIENCES
from core import messages
from core.actor import Audience
from core.plugin.catalogue import Catalogue


def enums(audience: Audience) -> list[GraphQLEnumType]:
    installed = Catalogue.discover()
    messages.learn(installed.texts)
    registry = Registry(installed.graphql.values())
    types = registry.schema(View(audience, frozenset(installed.manifests))).graphql.type_map
    return [
        each
        for each in types.values()
        if isinstance(each, GraphQLEnumType) and not each.name.startswith("__")
    ]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_enum_says_what_it_is_for(audience: Audience) -> None:
    silent = [each.name for each in enums(audience) if not each.description]
    assert silent == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_error_code_stands_with_its_message_in_both_languages(audience: Audience) -> None:
    codes = [each for each in enums(audience) if each.name.endswith("ErrorCode")]
    assert codes
    silent = [
        f"{each.name}.{name}"
        for each in codes
        for name, code in each.values.items()
        if not code.description or code.description.isascii()
    ]
    assert silent == []


def test_a_code_says_what_people_call_it_and_nothing_of_the_inside() -> None:
    found = {each.name: each for each in enums(Audience.STAFF)}
    assert found["Kind"].description == "What a ticket is (S-B1)."
    assert found["Kind"].values["REPAIR"].description == "报修"
    inside = [
        each.name
        for each in found.values()
        if any(floor in (each.description or "") for floor in ("core.", "api.", "plugins."))
    ]
    assert inside == []
