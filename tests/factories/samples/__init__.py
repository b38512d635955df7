"""One object for each address that names one: the access matrix opens every page with it.

Each module here has a `SAMPLES`: name of an address → a function that makes its object in a municipality (called
inside its scope) and returns the arguments of the address. A new area adds a module; the matrix fails for a missing
sample. Return the same arguments for every municipality only when the object belongs to none (a step of the programme).
"""

import pkgutil
from importlib import import_module

from .types import Sample

SAMPLES: dict[str, Sample] = {}
for _module in pkgutil.iter_modules(__path__):
    SAMPLES |= getattr(import_module(f"{__name__}.{_module.name}"), "SAMPLES", {})
