"""Invented data whose truth is known: reviews, news, customers, transactions, tastes, tones."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
