"""One schema for each view, built when first asked for and kept."""

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from strawberry.types.base import get_object_definition

from api.mutations.root import Mutation
from api.queries.root import Query
from api.schema.build import Built, View, ViewSchema
from api.schema.extension import Extension, check_names
from api.subscriptions.root import Subscription
from api.types import estates, files, incidents, notify, sources, staff, surveys, tickets
from api.types.features import as_json
from core.plugin.catalogue import Catalogue

TYPES: tuple[type, ...] = (
    estates.Building,
    estates.Estate,
    estates.House,
    estates.Region,
    estates.Residency,
    estates.Resident,
    estates.Unit,
    files.Attachment,
    incidents.Incident,
    notify.Message,
    notify.MessageAttempt,
    notify.NotificationChannel,
    sources.IntakeFault,
    sources.IntakeRules,
    sources.IntakeSource,
    sources.IntakeMailbox,
    sources.RequestPreset,
    staff.Department,
    staff.Staff,
    surveys.RevisitAttempt,
    surveys.RevisitTask,
    surveys.SurveyQuestion,
    surveys.SurveyTemplate,
    tickets.Category,
    tickets.Clock,
    tickets.Survey,
    tickets.Ticket,
    tickets.TicketEvent,
    tickets.TicketMaterial,
)
"""What `node(id:)` can find."""


class Registry:
    """The schemas of one application."""

    def __init__(self, extensions: Iterable[Extension] = (), installed: str = "[]") -> None:
        """`installed` tells what plugins there are (`api.types.features.as_json`)."""
        self._installed = installed
        self._extensions = {each.plugin: each for each in extensions}
        self._built: dict[View, Built] = {}
        check_names(self._extensions, _core_names())

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Registry":
        """The registry of a catalogue's plugins; the same for every application that serves it."""
        registry = _registries.get(catalogue)
        if registry is None:
            registry = cls(catalogue.graphql.values(), as_json(catalogue))
            _registries[catalogue] = registry
        return registry

    def schema(self, view: View) -> Built:
        """The schema of a view; the same object as long as the application runs."""
        built = self._built.get(view)
        if built is None:
            extensions = [
                self._extensions[plugin]
                for plugin in sorted(view.plugins)
                if plugin in self._extensions
            ]
            schema = ViewSchema(
                view,
                query=Query,
                mutation=Mutation,
                subscription=Subscription,
                types=TYPES,
                extensions=extensions,
            )
            built = self._built[view] = Built(view, schema, self._installed)
        return built


_registries: WeakKeyDictionary[Catalogue, Registry] = WeakKeyDictionary()


def _core_names() -> dict[str, set[str]]:
    classes = (*TYPES, Query, Mutation, Subscription)
    definitions = (get_object_definition(each, strict=True) for each in classes)
    return {found.name: {field.python_name for field in found.fields} for found in definitions}


__all__ = ["TYPES", "Registry"]
