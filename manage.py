#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    if sys.argv[1:2] not in (["runserver"], ["database_role"]):
        # A command may work longer on one statement than a page may, whose limits database_role writes down.
        os.environ.setdefault("DATABASE_DEADLINE", "600")
        os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "600")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
