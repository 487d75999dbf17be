"""Every figure of the book, one module for each subject.

Each function takes plain data, draws one figure in the house style and returns its axes, so that
a cell can go on adding to it. No figure tells anything by colour alone: lines differ in dash and
marker too. The background is opaque, because a page may be dark.
"""

from textcls.plots.advantage import *  # noqa: F403
from textcls.plots.answers import *  # noqa: F403
from textcls.plots.classification import *  # noqa: F403
from textcls.plots.market import *  # noqa: F403
from textcls.plots.optimisation import *  # noqa: F403
from textcls.plots.style import *  # noqa: F403
from textcls.plots.uses import *  # noqa: F403
