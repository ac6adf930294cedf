"""`guanjia files`: whether the file store does its work."""

import asyncio
from collections.abc import Mapping

import typer

from api.cli.output import out
from core.config import get_settings
from core.files.store import FileStore, StoreFailed, StoreFault
from core.ids import new_id
from core.operating import OperatorCode, OperatorError

app = typer.Typer(help="The store that attachments are kept in.", no_args_is_help=True)

WORD = b"guanjia files check"

REMEDIES: Mapping[StoreFault, str] = {
    StoreFault.BUCKET_MISSING: "Create the bucket, or correct GUANJIA_FILES (s3://bucket/prefix).",
    StoreFault.CREDENTIALS_REFUSED: "Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or allow"
    " them to put, get and delete objects there. A folder must be the service's to write.",
    StoreFault.UNREACHABLE: "See that AWS_ENDPOINT_URL and AWS_REGION are right and can be reached"
    " from here; http:// needs AWS_ALLOW_HTTP=true.",
}


@app.callback()
def files() -> None:
    """The store that attachments are kept in."""


@app.command()
def check() -> None:
    """Write a file, read it, read a part of it, delete it."""
    asyncio.run(_checked(FileStore.of(get_settings())))
    out.print("The file store takes, gives and deletes files.")


async def _checked(store: FileStore) -> None:
    place = f"check/{new_id()}"
    try:
        await store.put(place, WORD)
        whole, part = await store.get(place), await store.get_range(place, 8, 13)
        await store.delete(place)
        left = await store.get(place)
    except StoreFailed as failed:
        told = f"The file store fails: {failed.fault.value}: {failed.reason}"
        raise OperatorError(OperatorCode.FILE_STORE_FAILED, told, REMEDIES[failed.fault]) from None
    if (whole, part, left) != (WORD, WORD[8:13], None):
        told = "The file store does not give back what it was given."
        raise OperatorError(OperatorCode.FILE_STORE_FAILED, told)


__all__ = ["app"]
