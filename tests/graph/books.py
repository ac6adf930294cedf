"""Leafing through connections.

book = Book(reader, place, order)
ids = await book.forwards(size=2)
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type

from tests.graph.callers import Reader
from tests.graph.schemas import Place

SELECTION = (
    "edges { cursor node { id } } nodes { id } totalCount"
    " pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
)
WINDOW = "$first: Int, $after: String, $last: Int, $before: String"
LONGEST = 200


def orders(reader: Reader, place: Place, *, few: bool = False) -> Iterator[str]:
    """Ways to order a connection: by itself, by each key both ways, and by all keys together.

    `few` leaves out the single keys.
    """
    yield ""
    owner = reader.schema.get_type(place.owner)
    assert isinstance(owner, GraphQLObjectType)
    argument = owner.fields[place.name].args.get("orderBy")
    if argument is None:
        return
    item = get_named_type(argument.type)
    assert isinstance(item, GraphQLInputObjectType)
    keys = list(get_named_type(item.fields["field"].type).values)
    for key in [] if few else keys:
        yield f"{{field: {key}}}"
        yield f"{{field: {key}, direction: DESC}}"
    if len(keys) > 1:
        mixed = (
            f"{{field: {key}, direction: {('ASC', 'DESC')[i % 2]}}}" for i, key in enumerate(keys)
        )
        yield f"[{', '.join(mixed)}]"


class Book:
    """One connection, of the parent that has most of it."""

    def __init__(self, reader: Reader, place: Place, order: str = "") -> None:
        arguments = "first: $first, after: $after, last: $last, before: $before"
        by = f", orderBy: {order}" if order else ""
        query = place.query(SELECTION, f"({arguments}{by})")
        self.query = query.replace("query", f"query({WINDOW})", 1)
        self.reader, self.place = reader, place
        self._parent: int | None = None

    async def page(self, **window: Any) -> dict[str, Any]:
        """One page."""
        found: list[Any] = list(self.place.at(await self.reader.data(self.query, window)))
        assert found, f"nothing leads to {self.place.label}"
        if self._parent is None:
            self._parent = max(range(len(found)), key=lambda i: found[i]["totalCount"])
        page: dict[str, Any] = found[self._parent]
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        return page

    async def whole(self) -> list[str]:
        """All ids at once."""
        page = await self.page(first=LONGEST)
        assert page["totalCount"] == len(page["nodes"])
        return ids_of(page)

    async def forwards(
        self, size: int, between: Callable[[], Awaitable[None]] | None = None
    ) -> list[str]:
        """All ids, from the start on."""
        ids: list[str] = []
        after: str | None = None
        while True:
            page = await self.page(first=size, after=after)
            info = page["pageInfo"]
            check(page, size, more=info["hasNextPage"])
            assert page["edges"] or after is None, "the page before said that there was more"
            assert info["hasPreviousPage"] is (after is not None)
            ids += ids_of(page)
            if not info["hasNextPage"]:
                return ids
            after = info["endCursor"]
            if between is not None:
                await between()

    async def backwards(
        self, size: int, between: Callable[[], Awaitable[None]] | None = None
    ) -> list[str]:
        """All ids, from the end on, as they stand in the list."""
        ids: list[str] = []
        before: str | None = None
        while True:
            page = await self.page(last=size, before=before)
            info = page["pageInfo"]
            check(page, size, more=info["hasPreviousPage"])
            assert page["edges"] or before is None, "the page before said that there was more"
            assert info["hasNextPage"] is (before is not None)
            ids = ids_of(page) + ids
            if not info["hasPreviousPage"]:
                return ids
            before = info["startCursor"]
            if between is not None:
                await between()


def ids_of(page: dict[str, Any]) -> list[str]:
    """The ids of a page's rows."""
    return [node["id"] for node in page["nodes"]]


def check(page: dict[str, Any], size: int, *, more: bool) -> None:
    """A page is full where there is more, and its ends are its rows' own cursors."""
    edges, info = page["edges"], page["pageInfo"]
    assert len(edges) == size if more else len(edges) <= size
    assert info["startCursor"] == (edges[0]["cursor"] if edges else None)
    assert info["endCursor"] == (edges[-1]["cursor"] if edges else None)


__all__ = ["Book", "ids_of", "orders"]
