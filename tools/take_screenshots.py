"""Take the pictures of pages that the tests compare with. Look at them before you commit them.

make book && python -m tools.take_screenshots
"""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize

from tools.browser import chromium, served

ROOT = Path(__file__).resolve().parent.parent

Theme = Literal["light", "dark"]
SHOTS: dict[str, tuple[str, Theme, str]] = {  # a name: page, theme, device
    "first-page": ("book/intro.html", "light", "desktop"),
    "first-page-dark-phone": ("book/intro.html", "dark", "phone"),
    "diagram": ("book/02-core-concepts.html", "light", "desktop"),
    "formulas": ("book/04-1-losses.html", "dark", "desktop"),
    "claims": ("book/a1-article-checked.html", "light", "phone"),
}
STORED_SHOTS = ROOT / "tests/screenshots"
SCREENS: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 800},
    "phone": {"width": 360, "height": 800},
}


def shoot(browser: Browser, home: str, name: str) -> bytes:
    """Take the picture of the first screen of a page, as a PNG."""
    address, theme, device = SHOTS[name]
    page = browser.new_page(color_scheme=theme, viewport=SCREENS[device])
    page.goto(home + address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    picture = page.screenshot(animations="disabled", caret="hide")
    page.close()
    return picture


if __name__ == "__main__":
    with served(ROOT / "_build/html") as home, chromium() as browser:
        for name in SHOTS:
            (STORED_SHOTS / f"{name}.png").write_bytes(shoot(browser, home, name))
            print(name)
