"""Relay's connection, edge and page info; their contents are compiled by `api.graph.pages`."""

from typing import Generic, TypeVar

import strawberry

T = TypeVar("T")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="A row in a list, with the cursor to go on from it.")
class Edge(Generic[T]):
    node: T
    cursor: str


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]]
    nodes: list[T] = strawberry.field(description="The rows, without their cursors.")
    page_info: PageInfo
    total_count: int = strawberry.field(
        description="How many rows the filter finds in all. Costs a count: ask only if needed."
    )


__all__ = ["Connection", "Edge", "PageInfo"]
