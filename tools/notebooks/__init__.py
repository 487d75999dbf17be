"""How the notebooks of the book are run, compared and checked.

``outputs``  what a stored output is compared with, and how far the two may lie apart;
``plugin``   the extension of nbval: ``pytest --nbval book``;
``rules``    what every notebook has to keep to, checked without running it.
"""
