"""The one exception for input that a user can mend."""


class InputError(ValueError):
    """Bad input from outside: a file, a column, a number, an address.

    Its message is one sentence that says what was got, what was expected and what to do; the
    command line prints the sentence alone and ends with exit code 2.

    Examples
    --------
    >>> raise InputError("no column 'txt'; the file has: text, label")
    Traceback (most recent call last):
    textcls.errors.InputError: no column 'txt'; the file has: text, label
    """
