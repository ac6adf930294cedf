"""Where a photograph or a voice note was made is nobody's business: it is taken out (S-N2).

Nothing is decoded: what is no picture and no sound is blanked or left out, so quality stays, and a
picture made to harm its reader meets none. What cannot be read to its end is refused, as nobody
knows what it still tells.
"""

from collections.abc import Callable, Mapping

from core.errors import GuanjiaError
from core.files import jpeg
from core.files.boxes import cleaned_heic, cleaned_sound
from core.files.chunks import cleaned_png, cleaned_webp
from core.files.damage import Damaged
from core.files.errors import FileCode

CLEANERS: Mapping[str, Callable[[bytes], bytes]] = {
    "image/jpeg": jpeg.cleaned,
    "image/png": cleaned_png,
    "image/webp": cleaned_webp,
    "image/heic": cleaned_heic,
    "audio/mp4": cleaned_sound,
}
"""By media type; what cameras and telephones do not make is kept as it came."""


def cleaned(content: bytes, media_type: str) -> bytes:
    """The file as it may be kept. Raises FILE_DAMAGED."""
    cleaner = CLEANERS.get(media_type)
    try:
        return content if cleaner is None else cleaner(content)
    except Damaged:
        raise GuanjiaError(FileCode.FILE_DAMAGED) from None


__all__ = ["CLEANERS", "cleaned"]
