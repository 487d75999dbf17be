from . import claims as claims
from . import concepts as concepts
