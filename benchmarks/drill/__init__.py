"""Faults against the whole stack on one machine: what a person would see, and whether anything was lost."""


class NotAsPromised(Exception):
    """What a fault brought about, in words."""
