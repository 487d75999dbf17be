"""Take the pictures of pages that the tests compare with. Look at them before you commit them.

make book && python -m tools.take_screenshots
"""

from pathlib import Path

from tools.browser import SHOTS, STORED_SHOTS, chromium, find_chromium, served, shoot

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    STORED_SHOTS.mkdir(exist_ok=True)
    with served(ROOT / "_build/html") as home, chromium(str(find_chromium())) as browser:
        for name in SHOTS:
            (STORED_SHOTS / f"{name}.png").write_bytes(shoot(browser, home, name))
            print(name)
