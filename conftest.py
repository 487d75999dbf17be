"""pytest's plugins for this repository: the extension of nbval, and pytest's own test bench.

TensorFlow reads its settings once, so the package sets them before any test can import Keras.
Hypothesis measures time by default and fails a test that a busy machine slows down; what it finds
here must depend on the code alone.

Where several processes share the tests (``-n 3 --dist loadfile``), each takes a file at a time, the
longest first: pytest-xdist itself begins with the files of the most tests, and ends with a long one
that a single process works on. The tests of recorded runs stay together, since several files look
at the same run.
"""

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler.loadfile import LoadFileScheduling

import textcls  # noqa: F401

pytest_plugins = ["tools.notebooks.plugin", "pytester"]

settings.register_profile("textcls", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("textcls")

RUNS = "tests/runs/"
LONGEST = (
    "tests/test_site_pages.py",
    RUNS,
    "tests/test_site.py",
    "tests/test_lab.py",
    "tests/test_cli.py",
    "tests/models/",
    "tests/test_mutation.py",
    "tests/test_distributed.py",
    "tests/test_own_texts.py",
    "tests/test_article_listing.py",
    "book/",
    "textcls/runs/",
    "textcls/models/",
)


class Files(LoadFileScheduling):  # type: ignore[misc]
    """Hands out files in their order, those of recorded runs as one."""

    def _split_scope(self, nodeid: str) -> str:
        return RUNS if nodeid.startswith(RUNS) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Files | None:
    """Give out files in the order of the tests instead of the number in each."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return Files(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, and leave the order within them to others."""

    def place(item: pytest.Item) -> int:
        return next((i for i, path in enumerate(LONGEST) if item.nodeid.startswith(path)), 99)

    items.sort(key=place)
