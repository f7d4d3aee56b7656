"""What a migration must not do to a table that people use meanwhile, read from its SQL."""

import re
from collections.abc import Iterator

RULES = {
    "index without concurrently": r'CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON "(\w+)"',
    "constraint checked at once": (
        r'ALTER TABLE "(\w+)" ADD CONSTRAINT .*(?:CHECK|UNIQUE|FOREIGN KEY)(?!.*NOT VALID)'
    ),
    "not null without a default": r'ALTER TABLE "(\w+)" ADD COLUMN (?!.*DEFAULT).*NOT NULL',
    "not null at once": r'ALTER TABLE "(\w+)" ALTER COLUMN .* SET NOT NULL',
    "type of a column": r'ALTER TABLE "(\w+)" ALTER COLUMN "\w+" TYPE',
    "column gone": r'ALTER TABLE "(\w+)" DROP COLUMN',
    "name changed": r'ALTER TABLE "(\w+)" RENAME',
    "table gone": r'DROP TABLE "(\w+)"',
}


def find_locks(statements: list[str]) -> Iterator[str]:
    """Each rule broken, with its table; a table that the migration makes itself is nobody's yet."""
    lines = [" ".join(statement.split()) for statement in statements]
    own = {created[1] for line in lines if (created := re.match(r'CREATE TABLE "(\w+)"', line))}
    for line in lines:
        for rule, pattern in RULES.items():
            if (lock := re.match(pattern, line, re.IGNORECASE)) and lock[1] not in own:
                yield f"{rule}: {lock[1]}"
