"""Text classification, the companion package of the book.

TensorFlow reads the environment once, when it is first imported. The settings below have to be
there by then: they keep its start-up messages out of the notebooks and switch off the rounding
differences of oneDNN. A value that the user has set is kept.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

__version__ = "0.1.0"
