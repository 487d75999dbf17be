from . import advantage as advantage
from . import arrays as arrays
from . import book as book
from . import checks as checks
from . import cli as cli
from . import compression as compression
from . import corpora as corpora
from . import distributed as distributed
from . import downloads as downloads
from . import errors as errors
from . import evaluation as evaluation
from . import files as files
from . import fusion as fusion
from . import models as models
from . import own_texts as own_texts
from . import plots as plots
from . import privacy as privacy
from . import runs as runs
from . import scaling as scaling
from . import scratch as scratch
from . import synthetic as synthetic
from . import text as text

__version__: str
