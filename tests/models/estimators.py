"""scikit-learn's checks of an estimator, as far as they can hold for one that takes texts.

``check_estimator`` feeds tables of numbers, and so leaves out every check of an estimator whose
tags say that it takes none. The checks below feed nothing. What the others look for, that a fit is
repeatable, changes no parameter and refuses bad input, the tests ask with texts.
"""

import pytest
from sklearn.utils import estimator_checks

CHECKS_WITHOUT_DATA = [
    estimator_checks.check_estimator_cloneable,
    estimator_checks.check_estimator_repr,
    estimator_checks.check_estimator_tags_renamed,
    estimator_checks.check_valid_tag_types,
    estimator_checks.check_mixin_order,
    estimator_checks.check_no_attributes_set_in_init,
    estimator_checks.check_parameters_default_constructible,
    estimator_checks.check_do_not_raise_errors_in_init_or_set_params,
    estimator_checks.check_get_params_invariance,
    estimator_checks.check_set_params,
]

with_checks = pytest.mark.parametrize("check", CHECKS_WITHOUT_DATA, ids=lambda c: c.__name__)
