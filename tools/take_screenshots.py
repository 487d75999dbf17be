"""Take the pictures of pages that the tests compare with. Look at them before you commit them.

make book && python tools/take_screenshots.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.site import SHOTS, STORED_SHOTS, chromium, find_chromium, served, shoot  # noqa: E402

if __name__ == "__main__":
    STORED_SHOTS.mkdir(exist_ok=True)
    with served(ROOT / "_build/html") as home, chromium(str(find_chromium())) as browser:
        for name in SHOTS:
            (STORED_SHOTS / f"{name}.png").write_bytes(shoot(browser, home, name))
            print(name)
