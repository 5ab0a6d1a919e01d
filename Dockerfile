FROM python:3.12-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

# The same path in both stages: a virtual environment does not move.
WORKDIR /app
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN .venv/bin/pip install --no-cache-dir --no-build-isolation --no-deps -e . \
    && .venv/bin/python -m compileall -q app


FROM python:3.12-slim-bookworm

ENV COUNTERCLAIM_DATABASE=/data/counterclaim.db \
    PATH=/app/.venv/bin:$PATH \
    PORT=8000 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

WORKDIR /app
COPY --from=build /app /app
RUN install -d -o 10001 -g 10001 -m 0700 /data

# A number, so that a cluster can see that it is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["counterclaim", "healthcheck"]
CMD ["counterclaim", "serve", "--prepare", "--host", "0.0.0.0"]
