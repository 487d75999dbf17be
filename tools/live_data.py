"""Write the data that the live parts of the pages share with the package.

    python -m tools.live_data

Needed after a change of what the functions below return; a test holds data and package together.
"""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

LIVE = ROOT / "book/site/static/live"


def customers() -> dict[str, Any]:
    """Give the trial customers of §4.3: standardised features, and who stayed."""
    from textcls.synthetic.customers import make_trial_customers

    X, y = make_trial_customers()
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
