"""Short codes for paper: easy to read aloud, copy by hand and type again."""

import re
import secrets

# no I, L, O, U: they are mistaken for 1, 1, 0, V when written by hand
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_BETWEEN = re.compile(r"[-\s.\u2010-\u2015]+")


def new_code(prefix: str, length: int = 6) -> str:
    """A random code such as `MAN-7K3F-29D`: prefix, `length` characters in groups of four, one check character."""
    bits = secrets.randbits(5 * length)
    body = "".join(ALPHABET[bits >> 5 * i & 31] for i in range(length))
    return _grouped(prefix.upper(), body + _check(body))


def normalise_code(text: str) -> str | None:
    """The canonical form of a code as somebody typed it, or None when its check character is wrong.

    Spaces, full stops and any dash may stand between the groups: a phone's keyboard hides the hyphen.
    """
    head, *groups = _BETWEEN.split(text.strip().upper())
    body = "".join(groups).translate(_READ_AS)
    if len(body) < 2 or any(c not in ALPHABET for c in body) or _check(body[:-1]) != body[-1]:
        return None
    return _grouped(head, body)


def _check(body: str) -> str:
    return ALPHABET[sum((i + 1) * ALPHABET.index(c) for i, c in enumerate(body)) % 31]


def _grouped(prefix: str, body: str) -> str:
    return "-".join([prefix, *(body[i : i + 4] for i in range(0, len(body), 4))])
