"""A hasher that counts: what it costs to answer is compared without a watch."""

from typing import Any, ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher


class Counting(MD5PasswordHasher):
    """Cheap to compute; each computation is counted, whatever it is for."""

    algorithm = "counting"
    computed: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.computed.append(password)
        return str(super().encode(password, salt))

    @classmethod
    def during(cls, work: Any) -> int:
        """How many computations calling `what` takes."""
        cls.computed.clear()
        work()
        return len(cls.computed)
