"""The one exception that bad input raises."""


class InputError(ValueError):
    """Input that cannot be used; the message says what was got, expected, and what to do."""
