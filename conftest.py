"""pytest's plugins for this repository: the extension of nbval, and pytest's own test bench.

TensorFlow reads its settings once, so the package sets them before any test can import Keras.
Hypothesis measures time by default and fails a test that a busy machine slows down; what it finds
here must depend on the code alone.
"""

from hypothesis import HealthCheck, settings

import textcls  # noqa: F401

pytest_plugins = ["tools.notebooks.plugin", "pytester"]

settings.register_profile("textcls", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("textcls")
