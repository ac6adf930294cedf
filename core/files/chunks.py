"""PNG and WebP without what is no picture: files of chunks, of which the known ones are kept."""

import struct

from core.files.damage import Damaged

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT cICP bKGD pHYs acTL fcTL fdAT".split()
)
"""The picture, its colours, its size and its motion. Words, times and EXIF are none of them."""

WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
HAS_EXIF, HAS_XMP = 0x08, 0x04
"""Flags of a WebP file that say what is in it."""


def cleaned_png(content: bytes) -> bytes:
    """The chunks of the picture, up to its end. Raises `Damaged`."""
    made, at = bytearray(SIGNATURE), len(SIGNATURE)
    while True:
        if at + 12 > len(content):
            raise Damaged
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise Damaged
        if kind in PNG_KEPT:
            made += content[at:end]
        if kind == b"IEND":
            return bytes(made)
        at = end


def cleaned_webp(content: bytes) -> bytes:
    """The chunks of the picture, and a header that says so. Raises `Damaged`."""
    if len(content) < 12:
        raise Damaged
    (size,) = struct.unpack_from("<I", content, 4)
    stop = 8 + size
    if stop > len(content):
        raise Damaged
    made, at = bytearray(b"WEBP"), 12
    while at + 8 <= stop:
        kind, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        if end > stop:
            raise Damaged
        if kind in WEBP_KEPT:
            chunk = bytearray(content[at:end])
            if kind == b"VP8X" and length:
                chunk[8] &= ~(HAS_EXIF | HAS_XMP)
            made += chunk
        at = end
    if len(made) == 4:
        raise Damaged
    return b"RIFF" + struct.pack("<I", len(made)) + bytes(made)


__all__ = ["cleaned_png", "cleaned_webp"]
