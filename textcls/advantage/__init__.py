"""§1, §2: the arithmetic of an advantage: costs, learning curves, drift, retention."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
