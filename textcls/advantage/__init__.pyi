from . import drift as drift
from . import economics as economics
from . import frontier as frontier
from . import learning_curve as learning_curve
from . import retention as retention
