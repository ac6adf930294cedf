"""What the commands on adopted documents share."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

EstateArgument = Annotated[str, typer.Argument(help="code of the estate")]


def document_in(path: Path) -> Any:
    """The document of a file. Raises `typer.BadParameter` for one that is no JSON."""
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter(f"{path} is no JSON: {error}") from None


def printed(document: Any) -> str:
    """A document as it is shown."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


__all__ = ["EstateArgument", "document_in", "printed"]
