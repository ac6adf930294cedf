"""Where a photograph was taken is nobody's business: GPS data is taken out of JPEG files (S-N2).

Positions in the file stay as they are, so everything else (orientation, date) is kept.
"""

import struct

EXIF = b"Exif\0\0"
XMP = b"http://ns.adobe.com/"
GPS = 0x8825
NO_TAG = 0
ENTRY = 12


def without_location(content: bytes) -> bytes:
    """The same photograph without GPS data; anything that is no JPEG as it is."""
    if not content.startswith(b"\xff\xd8"):
        return content
    made = bytearray(content)
    at = 2
    while at + 4 <= len(made) and made[at] == 0xFF and made[at + 1] not in (0xD9, 0xDA):
        (length,) = struct.unpack_from(">H", made, at + 2)
        start, end = at + 4, min(at + 2 + length, len(made))
        if made[at + 1] == 0xE1 and made[start : start + 6] == EXIF:
            _blank_gps(made, start + 6, end)
        elif made[at + 1] == 0xE1 and made[start : start + len(XMP)] == XMP:
            made[start:end] = bytes(end - start)
        at += 2 + length
    return bytes(made)


def _blank_gps(made: bytearray, begin: int, end: int) -> None:
    """Blank the directory of GPS data in a TIFF block, with what it points to, and its entry."""
    order = {b"II": "<", b"MM": ">"}.get(bytes(made[begin : begin + 2]))
    if order is None or end - begin < 8:
        return
    (first,) = struct.unpack_from(f"{order}I", made, begin + 4)
    for entry in _entries(made, begin, begin + first, end, order):
        tag, _, _, value = struct.unpack_from(f"{order}HHII", made, entry)
        if tag == GPS:
            for each in _entries(made, begin, begin + value, end, order):
                _blank_value(made, begin, each, end, order)
                made[each : each + ENTRY] = bytes(ENTRY)
            struct.pack_into(f"{order}HHII", made, entry, NO_TAG, 1, 0, 0)


def _entries(made: bytearray, begin: int, at: int, end: int, order: str) -> list[int]:
    if not begin <= at <= end - 2:
        return []
    (count,) = struct.unpack_from(f"{order}H", made, at)
    found = (at + 2 + ENTRY * index for index in range(count))
    return [each for each in found if each + ENTRY <= end]


SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
"""Bytes of a value, by its type in TIFF."""


def _blank_value(made: bytearray, begin: int, entry: int, end: int, order: str) -> None:
    _, kind, count, value = struct.unpack_from(f"{order}HHII", made, entry)
    size = SIZES.get(kind, 0) * count
    if size > 4 and begin + value + size <= end:
        made[begin + value : begin + value + size] = bytes(size)


__all__ = ["without_location"]
