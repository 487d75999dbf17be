"""Texts with labels, §3.3 and §5.1: real corpora and a reader's own table."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
