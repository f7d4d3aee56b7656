"""How passwords are hashed: at a cost that many sign-ins at once do not turn against the site."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection

HASHINGS_AT_ONCE = 2  # in a process, 19 MiB each
RETRY_AFTER = 2  # seconds
_slots = BoundedSemaphore(HASHINGS_AT_ONCE)

# glibc learns from the first 19 MiB that are freed to keep the next ones, in every thread's arena: under many
# wrong passwords two workers grew from 192 to 984 MiB. With a fixed threshold it gives them back at once.
M_MMAP_THRESHOLD, LARGE = -3, 1024 * 1024  # from malloc.h; bytes
if hasattr(libc := ctypes.CDLL(None), "mallopt"):
    libc.mallopt(M_MMAP_THRESHOLD, LARGE)


class TooManyHashings(Exception):
    pass


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Hash a password inside; raises TooManyHashings where others have taken every slot.

    The database connection goes back to its pool first: the next statement takes one again.
    """
    if not _slots.acquire(blocking=False):
        raise TooManyHashings
    try:
        if not connection.in_atomic_block:  # a command's, or a test's: what is not committed would be lost
            connection.close()
        yield
    finally:
        _slots.release()


class Argon2Hasher(Argon2PasswordHasher):
    # 19 MiB, two passes, one lane, as OWASP recommends. Hashes with other parameters are verified with
    # their own, and renewed when the person signs in.
    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with hashing_slot():
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        with hashing_slot():
            return bool(super().verify(password, encoded))
