"""Where a database is, for settings that are not the product's."""

from psycopg.conninfo import conninfo_to_dict

NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def pooled(address: str) -> dict[str, dict[str, object]]:
    """Django's DATABASES: the pool is the size of the product's own."""
    place = {NAMES[name]: str(value) for name, value in conninfo_to_dict(address).items()}
    pool = {"pool": {"min_size": 1, "max_size": 8}}
    return {"default": {"ENGINE": "django.db.backends.postgresql", **place, "OPTIONS": pool}}
