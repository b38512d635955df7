"""Pictures: measured by their header, then drawn anew, so that only the points go in."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from minga.kernel.refusals import Refused

from .kinds import Kind
from .words import refusal

LONGEST_SIDE = 2560
"""Points: a page of paper can still be read; a bigger picture is made smaller."""
_FORMATS = {Kind.JPEG: ["JPEG"], Kind.PNG: ["PNG"], Kind.WEBP: ["WEBP"]}
_FAULTS = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, ArithmeticError)


def cleaned(kind: Kind, content: bytes, max_pixels: int) -> bytes:
    """The picture written anew and upright, without metadata; Refused `too_many_points` or `picture_damaged`.

    The size is read from the header before any point is decoded; only the first frame is kept.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            with Image.open(io.BytesIO(content), formats=_FORMATS[kind]) as picture:
                _refuse_too_large(picture.size, max_pixels)
                return _drawn_anew(picture, kind)
    except Image.DecompressionBombError as error:
        raise Refused(refusal("too_many_points", width="?", height="?", limit=max_pixels // 1_000_000)) from error
    except _FAULTS as error:  # what Pillow's readers raise on bytes that lie
        raise Refused(refusal("picture_damaged")) from error


def _refuse_too_large(size: tuple[int, int], max_pixels: int) -> None:
    width, height = size
    if width * height > max_pixels:
        raise Refused(refusal("too_many_points", width=width, height=height, limit=max_pixels // 1_000_000))


def _drawn_anew(picture: Image.Image, kind: Kind) -> bytes:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    has_alpha = kind is not Kind.JPEG and upright.has_transparency_data
    points = upright.convert("RGBA" if has_alpha else "RGB")
    points.info.clear()
    written = io.BytesIO()
    if kind is Kind.PNG:
        points.save(written, "PNG", optimize=False)
    elif kind is Kind.WEBP:
        points.save(written, "WEBP", quality=85, exif=b"", xmp=b"", icc_profile=b"")
    else:
        points.save(written, "JPEG", quality=85)
    return written.getvalue()
