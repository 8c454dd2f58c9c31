#!/usr/bin/env bash
# Install the scanner that lies in SOURCE into a virtual environment, with nothing that its lock files have no hash of.
# Usage: install.sh SOURCE TARGET
set -euo pipefail
source=$1 target=$2
locks=$source/deploy/install
export PIP_DISABLE_PIP_VERSION_CHECK=1
case ${RUNNER_OS:-Linux} in Windows) echo "::error::Safehold's action runs on Linux and macOS" && exit 1 ;; esac

python3 -m venv "$target" "$target-build"
"$target/bin/pip" install --quiet --require-hashes --only-binary :all: -r "$locks/runtime.lock"
"$target-build/bin/pip" install --quiet --require-hashes --only-binary :all: -r "$locks/build.lock"
"$target-build/bin/pip" wheel --quiet --no-deps --no-build-isolation --wheel-dir "$target-build/wheels" "$source"
"$target/bin/pip" install --quiet --no-deps --no-index --find-links "$target-build/wheels" safehold
"$target/bin/safehold" --version
