"""A clock that stands still until a test moves it."""

import time

from tests.accounts.authenticator import STEP


class Clock:
    """Stands in the middle of a step, so that no code runs out between two lines of a test."""

    def __init__(self) -> None:
        self.now = time.time() // STEP * STEP + STEP / 2

    def __call__(self) -> float:
        return self.now
