"""Write the data that the live parts of the pages share with the package.

    python tools/live_data.py

Needed after a change of what the functions below return; a test holds data and package together.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

LIVE = ROOT / "book/site/static/live"


def customers() -> dict[str, Any]:
    """Give the trial customers of §4.3: standardised features, and who stayed."""
    from textcls.logistic import trial_customers

    X, y = trial_customers()
    return {"X": X.round(9).tolist(), "y": y.tolist()}  # the last digits differ by machine


FILES = {"descent-data.js": ("liveDescentPart", customers)}


def script(name: str) -> str:
    """Give the content of a file: a call that hands its data over."""
    function, data = FILES[name]
    return f"{function}({json.dumps(data())});\n"


if __name__ == "__main__":
    for file in FILES:
        (LIVE / file).write_text(script(file), encoding="utf-8")
        print(file)
