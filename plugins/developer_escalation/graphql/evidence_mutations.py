"""developerFilePrepare, developerFilesAdd; developerEvidenceAdd."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Key,
    Keys,
    Mutation,
    answered,
    extends,
    mutation,
    perform,
    perform_on,
    ref_or_nobody,
    refusals,
)
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.developer_escalation.graphql import performing as common
from plugins.developer_escalation.graphql import types
from plugins.developer_escalation.graphql.hand_over_mutations import DeveloperAnswerPayload
from plugins.developer_escalation.graphql.performing import DEVELOPER, STAFF, DeveloperError
from plugins.developer_escalation.handover.evidence import (
    AddEvidence,
    PrepareFile,
    add_evidence,
    prepare_file,
)


@strawberry.type(description="The file as it was announced, or why it was not.")
class DeveloperUploadPayload:
    error_type: ClassVar[type[DeveloperError]] = DeveloperError

    upload: types.DeveloperUpload | None = answered()
    user_errors: list[DeveloperError] = refusals()


@strawberry.input(description="Which file will come; its kind is seen by its content.")
class DeveloperFilePrepareInput:
    idempotency_key: str
    hand_over_id: strawberry.ID
    name: str
    size: int = strawberry.field(description="Bytes, exactly.")


@strawberry.input(description="Files that were sent, as evidence.")
class DeveloperFilesAddInput:
    idempotency_key: str
    hand_over_id: strawberry.ID
    expected_version: int
    file_ids: list[strawberry.ID]
    note: str | None = None


@strawberry.input(description="Further attachments of the ticket for the developer to see.")
class DeveloperEvidenceAddInput:
    idempotency_key: str
    hand_over_id: strawberry.ID
    expected_version: int
    evidence_ids: list[strawberry.ID]
    note: str | None = None


async def developer_file_prepare(
    info: Info, input: DeveloperFilePrepareInput
) -> DeveloperUploadPayload:
    key = ref_or_nobody(input.hand_over_id, "DeveloperHandOver")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = PrepareFile(key.estate_id, key.id, input.name, input.size)
        return {"upload": Key(key.estate_id, await prepare_file(actor, new, uow))}

    return await perform(info, DeveloperUploadPayload, key.estate_id, input, work)


async def developer_files_add(info: Info, input: DeveloperFilesAddInput) -> DeveloperAnswerPayload:
    key = ref_or_nobody(input.hand_over_id, "DeveloperHandOver")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        files = common.files(input.file_ids, key.estate_id)
        new = AddEvidence(key.estate_id, key.id, input.expected_version, files, input.note)
        await add_evidence(actor, new, uow)

    return await perform_on(info, DeveloperAnswerPayload, {"hand_over": key}, input, work)


async def developer_evidence_add(
    info: Info, input: DeveloperEvidenceAddInput
) -> DeveloperAnswerPayload:
    key = ref_or_nobody(input.hand_over_id, "DeveloperHandOver")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        files = common.evidence(input.evidence_ids, key.estate_id)
        new = AddEvidence(key.estate_id, key.id, input.expected_version, files, input.note)
        await add_evidence(actor, new, uow)

    return await perform_on(info, DeveloperAnswerPayload, {"hand_over": key}, input, work)


@extends(Mutation)
class EvidenceMutations:
    developer_file_prepare = mutation(
        developer_file_prepare, DEVELOPER, "Announce a file about a matter that was handed to you."
    )
    developer_files_add = mutation(
        developer_files_add, DEVELOPER, "Add files that you have sent to the evidence."
    )
    developer_evidence_add = mutation(
        developer_evidence_add, STAFF, "Add attachments of the ticket to the evidence."
    )


__all__ = ["DeveloperUploadPayload", "EvidenceMutations"]
