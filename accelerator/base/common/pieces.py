"""Parts of a compressed page that are deflated each for itself, and joined into one gzip answer.

A full flush ends a deflated piece at a byte (RFC 1951), and the CRC of a gzip member (RFC 1952) follows from those of
its pieces. So a piece is compressed once, whatever it stands between.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from hashlib import blake2b

from django.utils.safestring import SafeString

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LONGEST_STORED = 1_000  # bytes; a longer text is worth its compression
LEVEL_KEPT, _LEVEL_LIVE = 6, 1  # 9 takes twice the time for a hundredth of the bytes


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of a page, deflated so that it can stand between others."""

    data: bytes
    size: int
    crc: int  # of the text, and of as many zero bytes
    crc_of_zeros: int
    digest: bytes

    @classmethod
    def of(cls, text: str, level: int) -> Piece:
        raw = text.encode()
        deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        return cls._of(raw, deflate.compress(raw) + deflate.flush(zlib.Z_FULL_FLUSH))

    @classmethod
    def stored(cls, text: str) -> Piece:
        """Take it as it is, in one block: for the few words that are one reader's own."""
        raw = text.encode()
        if len(raw) > _LONGEST_STORED:
            return cls.of(text, _LEVEL_LIVE)
        size = len(raw).to_bytes(2, "little")
        return cls._of(raw, b"\x00" + size + bytes(byte ^ 0xFF for byte in size) + raw)

    @classmethod
    def _of(cls, raw: bytes, data: bytes) -> Piece:
        digest = blake2b(raw, digest_size=16).digest()
        return cls(data, len(raw), zlib.crc32(raw), zlib.crc32(bytes(len(raw))), digest)

    def crc_after(self, crc: int) -> int:
        """Return the CRC-32 of this piece behind what has that one: CRCs are affine, so zeros stand in for the text."""
        return self.crc if crc == 0 else zlib.crc32(bytes(self.size), crc) ^ self.crc_of_zeros ^ self.crc


class Fragment(SafeString):
    """A live fragment that is served more than once: deflated the first time only."""

    _piece: Piece | None = None

    def piece(self, name: str) -> Piece:
        """Return the fragment between its marks."""
        if self._piece is None:
            self._piece = Piece.of(_marked(name, self), _LEVEL_LIVE)
        return self._piece


@dataclass(frozen=True)
class Joined:
    """The pieces of one answer, what ends them as a gzip member, and their ETag."""

    pieces: tuple[Piece, ...]
    end: bytes
    etag: str

    @classmethod
    def of(cls, pieces: tuple[Piece, ...]) -> Joined:
        crc, size = 0, 0
        for piece in pieces:
            crc = piece.crc_after(crc)
            size += piece.size
        # After an empty last block.
        end = b"\x03\x00" + crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
        digest = blake2b(b"".join([piece.digest for piece in pieces]), digest_size=12)
        return cls(pieces, end, f'W/"{digest.hexdigest()}"')

    def gzip(self) -> bytes:
        return b"".join([_HEADER, *[piece.data for piece in self.pieces], self.end])

    def plain(self) -> bytes:
        return b"".join(zlib.decompressobj(-zlib.MAX_WBITS).decompress(piece.data) for piece in self.pieces)


def live_piece(name: str, fragment: str) -> Piece:
    """Return a live fragment between its marks, as a piece."""
    if isinstance(fragment, Fragment):
        return fragment.piece(name)
    return Piece.stored(_marked(name, fragment))


def _marked(name: str, fragment: str) -> str:
    return f"<!--live {name}-->{fragment}<!--/live-->"
