"""A request that never became an operation."""

from graphql import GraphQLError


class BadRequest(Exception):
    """Refused before the database is asked: syntax, validation, bounds, or variables."""

    def __init__(self, errors: list[GraphQLError], code: str) -> None:
        super().__init__(code)
        self.errors = errors
        self.code = code


__all__ = ["BadRequest"]
