"""Privacy, §8.2 and §9 question 2: pseudonyms, noise, and what a loss gives away."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
