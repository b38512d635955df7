"""What can be wrong with an expression, as a code with its particulars; words for it are in `wording.py`."""


class ExpressionError(Exception):
    """An expression that cannot be read or is not supported.

    `code` is a key of `wording.PROBLEM_WORDS`; `details` are the particulars the words need.
    `is_unsupported` parts "wrong" from "right in XLSForm, not yet here".
    """

    def __init__(self, code: str, *, is_unsupported: bool = False, **details: str | int) -> None:
        super().__init__(f"{code} {details}")
        self.code = code
        self.is_unsupported = is_unsupported
        self.details = details
