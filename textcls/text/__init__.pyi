from . import ngrams as ngrams
from .cleaning import clean as clean
from .tokens import UNSPACED as UNSPACED
from .tokens import tokenize as tokenize
from .vocabulary import PADDING as PADDING
from .vocabulary import UNKNOWN as UNKNOWN
from .vocabulary import Vocabulary as Vocabulary
from .vocabulary import pad as pad
