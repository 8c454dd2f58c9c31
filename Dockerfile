# The scanner in a container: docker build -t safehold .
# Nothing is installed that the lock files have no hash of, and nothing runs as root. The root file system may be
# read-only: reports go to /scan, and what is too large for memory to /tmp.
#
#   mkdir -p out
#   docker run --rm --read-only --user "$(id -u):$(id -g)" -v "$PWD/out:/scan" -v "$HOME/.aws:/aws:ro" \
#     -e AWS_PROFILE=audit -e AWS_CONFIG_FILE=/aws/config -e AWS_SHARED_CREDENTIALS_FILE=/aws/credentials safehold scan
#
# For builds that are the same for ever: --build-arg PYTHON=python:3.13-slim-bookworm@sha256:…
ARG PYTHON=python:3.13-slim-bookworm

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY deploy/install/ deploy/install/
RUN python -m venv /opt/safehold \
    && /opt/safehold/bin/pip install --require-hashes --only-binary :all: -r deploy/install/runtime.lock \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes --only-binary :all: -r deploy/install/build.lock
COPY pyproject.toml README.md LICENSE ./
COPY policies/ policies/
COPY reports/ reports/
COPY schemas/ schemas/
COPY scanner/ scanner/
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/safehold/bin/pip install --no-deps --no-index --find-links /wheels safehold \
    && /opt/safehold/bin/safehold --version

FROM ${PYTHON}
LABEL org.opencontainers.image.title="Safehold" \
      org.opencontainers.image.description="Could we get it back? A compliance scanner for backup, retention and recovery on AWS." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.url="https://safehold.dev/"
RUN groupadd --gid 10001 safehold \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /scan --shell /usr/sbin/nologin safehold \
    && install --directory --owner=10001 --group=10001 /scan
COPY --from=build /opt/safehold /opt/safehold
ENV PATH=/opt/safehold/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /scan
# Volumes have the owner of what the image has there; Fargate makes them root's where it is not told.
VOLUME ["/scan", "/tmp"]
# A scan ends by itself, and its exit code says how it went.
HEALTHCHECK NONE
ENTRYPOINT ["safehold"]
CMD ["--help"]
