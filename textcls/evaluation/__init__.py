"""How good a classifier is, how sure we may be, where it fails, and why it answers so."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
