from . import customers as customers
from . import months as months
from . import news as news
from . import questions as questions
from . import reviews as reviews
from . import tastes as tastes
from . import tones as tones
from . import transactions as transactions
