"""The settings of tests: the real ones, in test mode and with a home of their own."""

import os
import tempfile

os.environ["MINGA_MODE"] = "test"
os.environ["MINGA_HOME"] = tempfile.mkdtemp(prefix="minga-test-")

from minga.config.settings import *  # noqa: F403
