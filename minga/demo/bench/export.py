"""`bin/bench export`: everybody into one sealed file of each format, and one city through the whole path."""

import json

from minga.demo.bench.cli import Bench
from minga.demo.bench.dataset import place_with_people
from minga.exports.states import FileFormat


def measure(bench: Bench) -> None:
    """`csv`, `xlsx`: the people of every municipality in one file, read back and counted. `city_xlsx`: the largest
    city asked for, approved, made and taken. Each in a process of its own, so that the memory is that of one file."""
    place = place_with_people(bench)
    for case in (*FileFormat.values, "city_xlsx"):
        figures = json.loads(place.python("-m", "minga.demo.bench.export_once", case).splitlines()[-1])
        bench.case(
            case,
            people=figures["people"],
            rate_per_s=figures["people"] / figures["seconds"],
            seconds=figures["seconds"],
            peak_rss_mb=figures["peak_rss_mb"],
            megabytes=figures["bytes"] / 1_000_000,
            errors=figures["errors"],
        )
