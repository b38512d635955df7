"""What gunicorn is told, by bin/start and by bin/bench: the code is read once and shared by all workers.

gunicorn reads the names below as its settings (`-c python:minga.config.web_server`).
"""

import gc
import sys
from pathlib import Path

CODE = Path(__file__).resolve().parent.parent.parent

preload_app = True  # nothing connects to the database, and nothing draws, before the fork
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
loglevel = "warning"
control_socket_disable = True


def command(bind: str, workers: int | str, *words: str) -> list[str]:
    """The words that start the web server; further words win over the settings of this module."""
    served = [sys.executable, "-m", "gunicorn", "minga.config.wsgi:application", "--chdir", str(CODE)]
    return [*served, "-c", "python:minga.config.web_server", "--bind", bind, "--workers", str(workers), *words]


def on_starting(_server: object) -> None:
    """Addresses, views and templates are read before the fork, so that the first visitor does not wait for them.

    What is there then stays: the collector need not look at it again, and a page makes few lasting objects.
    """
    _read_code()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _read_code() -> None:
    from django.template.loader import get_template
    from django.urls import get_resolver

    len(get_resolver().reverse_dict)
    for folder in sorted((CODE / "minga").glob("*/templates")):
        for path in sorted(folder.rglob("*.html")):
            get_template(str(path.relative_to(folder)))
