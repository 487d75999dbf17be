"""pytest's plugins for this repository: the extension of nbval, and pytest's own test bench."""

pytest_plugins = ["tests.notebooks.plugin", "pytester"]
