"""What can go wrong on the way: faults that pass when one tries again, and those that do not."""

from __future__ import annotations


class FinalFault(Exception):  # noqa: N818 - it becomes a FileError with the name of the file
    """A fault that another attempt would meet again; its text says what and what to do."""


class PassingFault(Exception):  # noqa: N818 - as above
    """A fault that another attempt may not meet.

    Attributes
    ----------
    wait_s
        How long the server asks to wait, None where it does not say.
    """

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class StaleFault(PassingFault):
    """What is here is no beginning of what the server has now: start over."""
