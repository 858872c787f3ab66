FROM node:20-slim AS page
WORKDIR /page
COPY channels/miniprogram/package.json channels/miniprogram/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY channels/miniprogram/ ./
RUN npm run build:h5

FROM python:3.11-slim AS packages
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BANGBAN_DATA_FOLDER=/data
RUN useradd --system --uid 10001 --create-home bangban \
    && install -d -o bangban -g bangban /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY pyproject.toml requirements.in README.md LICENSE ./
COPY common/ common/
COPY knowledge_base/ knowledge_base/
COPY retrieval/ retrieval/
COPY intents/ intents/
COPY handoff/ handoff/
COPY assistant/ assistant/
COPY channels/__init__.py channels/
COPY channels/web/ channels/web/
COPY evaluation/ evaluation/
COPY server/ server/
COPY --from=page /page/dist/build/h5/ channels/miniprogram/dist/build/h5/
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e .
USER bangban
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=10m --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["bangban", "serve", "--host", "0.0.0.0", "--port", "8000"]
