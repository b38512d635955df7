"""The settings of tests: the real ones, in test mode and with a home of their own."""

import os
import tempfile

os.environ["MINGA_MODE"] = "test"
os.environ["MINGA_HOME"] = tempfile.mkdtemp(prefix="minga-test-")

from minga.config.settings import *  # noqa: F403

# Signing in with a second factor is tested in tests/access/test_second_factor.py, which asks for it.
SECOND_FACTOR_REQUIRED = False
