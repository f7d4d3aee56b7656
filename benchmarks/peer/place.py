"""Where a database is, for settings that are not the product's."""

from psycopg.conninfo import conninfo_to_dict


def pooled(address: str) -> dict[str, dict[str, object]]:
    """Django's DATABASES: the pool is the size of the product's own."""
    options = {name.upper(): str(value) for name, value in conninfo_to_dict(address).items()}
    place = {"NAME": options.pop("DBNAME", ""), **options}
    pool = {"pool": {"min_size": 1, "max_size": 8}}
    return {"default": {"ENGINE": "django.db.backends.postgresql", **place, "OPTIONS": pool}}
