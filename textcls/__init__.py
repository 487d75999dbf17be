"""Text classification, the companion package of the book.

The folders load lazily: ``from textcls import models`` costs nothing until a name of `models` is
used. So every import stands at the head of its module, TensorFlow's too, and whoever must start
without it (the command line, say) reaches a module through its folder. The floors of the house,
and which folder may import which, are written down in ``pyproject.toml`` under ``importlinter``.

TensorFlow reads the environment once, when it is first imported. The settings below have to be
there by then: they keep its start-up messages out of the notebooks and switch off the rounding
differences of oneDNN. A value that the user has set is kept.
"""

import os

import lazy_loader

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

__version__ = "0.2.0"
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
