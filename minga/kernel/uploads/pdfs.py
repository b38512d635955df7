"""PDFs: read by a process of its own with little memory and time, which writes them anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from minga.kernel.refusals import Refused

from .words import refusal

_READER = Path(__file__).with_name("pdf_reader.py")
_SECONDS = 30


def cleaned(content: bytes, max_pages: int) -> bytes:
    """The PDF that may be kept; Refused `pdf_damaged`, `pdf_encrypted`, `pdf_active`, `pdf_too_long`, `pdf_too_heavy`.

    A signed one comes back byte for byte, since writing it anew would break the signature, and must then be free of
    any irregularity that readers could take in two ways.
    """
    command = [sys.executable, "-I", str(_READER), str(max_pages)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell
            command, input=content, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(refusal("pdf_too_heavy")) from error
    if done.returncode == 0:
        return done.stdout
    words = done.stderr.decode(errors="replace").split()[-2:]
    if done.returncode != 3 or not words:
        raise Refused(refusal("pdf_too_heavy"))
    code, number = words[0], words[-1]
    raise Refused(refusal(code, pages=number, limit=max_pages))
