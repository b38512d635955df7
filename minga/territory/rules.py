"""Rules of the territory that need no database."""

# First words of addresses that belong to the installation, so no municipality may have them as its slug.
# A test compares them with the addresses there are.
RESERVED_SLUGS = frozenset(
    {"salud", "inicio", "idioma", "entrar", "clave", "salir", "ui", "v", "r", "static", "api", "media", "ayuda"}
    | {"seguir", "confirmar", "seguridad"}
)

EQUIPMENT = (
    "proyector",
    "computadoras",
    "internet",
    "sillas",
    "mesas",
    "pizarra",
    "sonido",
    "cocina",
    "horno",
    "refrigeradora",
    "maquinas-de-coser",
    "banos",
    "agua",
)


def without_repeats(items: list[str]) -> list[str]:
    """The words in their first order, trimmed, none twice, none empty."""
    return list(dict.fromkeys(word for item in items if (word := item.strip())))
