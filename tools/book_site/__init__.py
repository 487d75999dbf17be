"""What the site needs beyond Jupyter Book: a Sphinx extension (see ``_config.yml``) of six.

Each module is one idea, and an extension by itself: ``diagrams``, ``live_parts``, ``signatures``,
``previews``, ``body`` and ``theme``.
"""

from typing import Any

from sphinx.application import Sphinx

PARTS = ["diagrams", "live_parts", "signatures", "previews", "body", "theme"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register every part with Sphinx."""
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
