"""The commands that bin/start runs before it serves, in one process: starting Django takes longer than most of them.

`python -m minga.config.preparing` reads the steps from standard input as JSON: title, words of the command, and a file
that keeps what it prints, or null.
"""

import json
import sys
import time
from io import StringIO
from pathlib import Path

from minga.config.supervisor import say

WORTH_TELLING_SECONDS = 5
MOST_SAID = 4000


def main() -> None:
    """Run the steps in order; the first that fails ends the process, with what it said on standard error."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("check", stdout=StringIO())  # once, as each command on its own would do
    for title, words, keep in json.load(sys.stdin):
        say(f"{title} …")
        begun, told = time.monotonic(), StringIO()
        try:
            call_command(*words, stdout=told, stderr=told)
        except Exception as error:
            sys.exit(f"manage.py {' '.join(words)} failed:\n{told.getvalue()[-MOST_SAID:]}{error}")
        if keep:
            Path(keep).write_text(told.getvalue(), encoding="utf-8")
        if time.monotonic() - begun > WORTH_TELLING_SECONDS:
            say(f"  done in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
