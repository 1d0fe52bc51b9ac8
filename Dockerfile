# Parliament Monitor in a container: see docs/operations.md.
FROM python:3.11-slim

WORKDIR /app

# The packages first, checked by hash: this layer is made again only when the lock file changes.
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY monitor monitor/
COPY watchlists watchlists/
COPY notifiers notifiers/
RUN pip install --no-cache-dir --no-deps .

# Where the SQLite volume is mounted. Open to every user, so that the container may run as any.
RUN mkdir -p data && chmod 1777 data

ENV MONITOR_DATABASE_URL=sqlite:////app/data/monitor.db \
    MONITOR_WATCHLISTS=/app/my-watchlists \
    PYTHONUNBUFFERED=1

USER 10001:10001

HEALTHCHECK --interval=1m --timeout=30s --start-period=1m CMD ["python", "-m", "monitor.worker.health"]

# The worker, until it is stopped: see docs/operations.md. Any other command: docker run IMAGE monitor poll
CMD ["monitor", "work"]
