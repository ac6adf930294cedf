"""Where a picture or a voice note was made is taken out of it, and nothing else (S-N2)."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import GuanjiaError
from core.files.cleaning import CLEANERS, cleaned
from core.files.damage import Damaged
from core.files.errors import FileCode
from core.files.rules import media_type_of
from tests.files import pictures

LOCATED: dict[str, Callable[[], bytes]] = {
    "image/jpeg": pictures.located_jpeg,
    "image/png": pictures.located_png,
    "image/webp": pictures.located_webp,
    "image/heic": pictures.located_heic,
    "audio/mp4": pictures.located_sound,
}


@pytest.mark.parametrize("media_type", LOCATED)
def test_no_file_tells_where_it_was_made(media_type: str) -> None:
    came = LOCATED[media_type]()
    assert pictures.PLACE in came
    assert media_type_of(came) == media_type
    kept = cleaned(came, media_type)
    assert pictures.PLACE not in kept
    assert media_type_of(kept) == media_type
    assert cleaned(kept, media_type) == kept


def test_the_picture_itself_is_kept() -> None:
    assert cleaned(pictures.located_png(), "image/png") == pictures.png()
    photo = cleaned(pictures.located_jpeg(), "image/jpeg")
    assert photo.endswith(b"ABC\xff\0\xff\xd0DEF\xff\xd9")
    assert b"\x12\x01\3\0\1\0\0\0\6" in photo  # orientation
    webp = cleaned(pictures.located_webp(), "image/webp")
    assert b"VP8L" in webp
    assert webp[20] == 0x20  # of its flags, those of EXIF and XMP alone are gone
    assert int.from_bytes(webp[4:8], "little") == len(webp) - 8
    heic = cleaned(pictures.located_heic(), "image/heic")
    assert b"picture-data" in heic
    assert len(heic) == len(pictures.located_heic())
    assert b"sound-data" in cleaned(pictures.located_sound(), "audio/mp4")


def test_every_kind_of_camera_and_telephone_is_cleaned() -> None:
    assert LOCATED.keys() == CLEANERS.keys()


@given(
    media_type=st.sampled_from(sorted(LOCATED)),
    cut=st.integers(0, 400),
    at=st.integers(0, 400),
    value=st.integers(0, 255),
)
@settings(max_examples=300, deadline=None)
def test_damaged_files_are_refused_and_nothing_else_goes_wrong(
    media_type: str, cut: int, at: int, value: int
) -> None:
    came = bytearray(LOCATED[media_type]())
    came[at % len(came)] = value
    with suppress(Damaged):
        CLEANERS[media_type](bytes(came[: len(came) - cut]))


def test_what_cannot_be_read_to_its_end_is_refused() -> None:
    with pytest.raises(GuanjiaError) as refused:
        cleaned(pictures.png()[:-8], "image/png")
    assert refused.value.code is FileCode.FILE_DAMAGED
