"""The theme: a version at the foot, no button that leads nowhere, no large script without need."""

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

import textcls

SCRIPT = r'<script[^>]*src="[^"]*{}\.js[^"]*"[^>]*></script>'
ICONS = re.compile(SCRIPT.format("fontawesome"))
SEARCH = re.compile(SCRIPT.format("(?:searchtools|language_data|searchindex)"))


def show_the_version(app: Sphinx, config: Config) -> None:
    """Say at the foot of each page which version of the book it is."""
    config.html_theme_options["extra_footer"] += f" Version {textcls.__version__}."


def launch_from_a_repository_only(app: Sphinx, config: Config) -> None:
    """Show no launch button while ``_config.yml`` names no repository to launch from."""
    options = config.html_theme_options
    if not options.get("repository_url"):
        options["launch_buttons"] = {}


def leave_out_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Take scripts of over half a megabyte off the pages that do without.

    A font draws the theme's icons, no script needs to; and only the search page searches.
    """
    if exception is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = ICONS.sub("", page.read_text(encoding="utf-8"))
        if page.name != "search.html":
            text = SEARCH.sub("", text)
        page.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("config-inited", show_the_version)
    app.connect("config-inited", launch_from_a_repository_only)
    app.connect("build-finished", leave_out_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
