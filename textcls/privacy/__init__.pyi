from .logistic import PrivateLogisticRegression as PrivateLogisticRegression
from .mechanisms import gaussian_delta as gaussian_delta
from .mechanisms import laplace_mechanism as laplace_mechanism
from .mechanisms import noise_multiplier as noise_multiplier
from .membership import membership_advantage as membership_advantage
from .pseudonyms import pseudonymise as pseudonymise
