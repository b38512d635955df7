"""What the document says of the demo population is what the generator uses."""

from pathlib import Path

from minga.demo.description import population_tables

DOCUMENT = Path(__file__).parents[2] / "docs" / "demo-population.md"


def test_document_shows_the_tables_in_use():
    text = DOCUMENT.read_text(encoding="utf-8")
    for line in population_tables().splitlines():
        assert line in text.splitlines(), f"docs/demo-population.md lacks: {line}"
