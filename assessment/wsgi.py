"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from assessment.middleware import readable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")

application = readable(get_wsgi_application())
