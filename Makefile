# The two commands of the README. Each makes its own .venv, so that an externally managed Python is no obstacle.
PYTHON ?= python3

.PHONY: demo test lock

demo:
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet '.[demo]'
	.venv/bin/safehold demo

test:
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet -e '.[demo,test]'
	.venv/bin/pytest

# After a change of dependencies: every version and hash, for every platform and Python that we support.
lock:
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet uv
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--extra demo --extra opa --extra opensearch pyproject.toml --output-file requirements.lock
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra opensearch --constraint requirements.lock pyproject.toml --output-file deploy/install/runtime.lock
	echo hatchling | .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate - --output-file deploy/install/build.lock
