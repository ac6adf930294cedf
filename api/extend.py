"""All that a plugin may import from the API floor: the door by which schemas grow.

A plugin declares types with `@entity`, adds fields to existing types with `@extends`, and answers
mutations through `perform`; `Extension.of` gathers them for its manifest. See `docs/plugins.md`.
"""

from api.graph.arguments import Arguments
from api.graph.binds import Binds, Getter, Values
from api.graph.connection import Connection
from api.graph.derived import derived
from api.graph.entity import GlobalId, Node, entity, global_id
from api.graph.fields import (
    EVERYBODY,
    INSIDE,
    Expression,
    Order,
    Row,
    aggregate,
    answered,
    argument,
    column,
    connection,
    expression,
    in_python,
    lookup,
    many,
    measure,
    one,
    refusals,
    summary,
)
from api.graph.payloads import Key, Keys, UserError, code_of, error_codes
from api.graph.performing import perform, perform_on
from api.mutations.root import Mutation, mutation
from api.mutations.tickets import (
    TicketError,
    TicketPayload,
    estate_in,
    key_at,
    keys_at,
    ref,
    ref_or_nobody,
)
from api.queries.root import Query
from api.schema.extension import Extension, extends
from api.schema.routes import PluginCall, PluginRoute
from api.schema.scalars import Fen
from api.types.estates import Building, Estate, House, Region, Residency, Resident, Unit
from api.types.files import Attachment, file_link
from api.types.promises import Clock
from api.types.staff import Department, Staff
from api.types.tickets import Survey, Ticket

__all__ = [
    "EVERYBODY",
    "INSIDE",
    "Arguments",
    "Attachment",
    "Binds",
    "Building",
    "Clock",
    "Connection",
    "Department",
    "Estate",
    "Expression",
    "Extension",
    "Fen",
    "Getter",
    "GlobalId",
    "House",
    "Key",
    "Keys",
    "Mutation",
    "Node",
    "Order",
    "PluginCall",
    "PluginRoute",
    "Query",
    "Region",
    "Residency",
    "Resident",
    "Row",
    "Staff",
    "Survey",
    "Ticket",
    "TicketError",
    "TicketPayload",
    "Unit",
    "UserError",
    "Values",
    "aggregate",
    "answered",
    "argument",
    "code_of",
    "column",
    "connection",
    "derived",
    "entity",
    "error_codes",
    "estate_in",
    "expression",
    "extends",
    "file_link",
    "global_id",
    "in_python",
    "key_at",
    "keys_at",
    "lookup",
    "many",
    "measure",
    "mutation",
    "one",
    "perform",
    "perform_on",
    "ref",
    "ref_or_nobody",
    "refusals",
    "summary",
]
