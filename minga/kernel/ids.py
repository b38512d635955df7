"""Public ids: UUID version 7 (RFC 9562), made in Python so that a client can make them offline."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A time-ordered UUID: 48 bits of milliseconds, 74 random bits."""
    return uuid.UUID(hex=uuid7_hex())


def uuid7_text() -> str:
    """A new UUID version 7 as text with hyphens; for rows written by the hundred thousand."""
    digits = uuid7_hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def uuid7_hex() -> str:
    """The 32 hexadecimal digits of a new UUID version 7."""
    random = int.from_bytes(os.urandom(10), "big")
    # 48 bits of time, version 7, 12 random bits, variant 10, 62 random bits
    value = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | (random >> 62 & 0xFFF) << 64
    return f"{value | 0x2 << 62 | random & (1 << 62) - 1:032x}"
