# syntax=docker/dockerfile:1
# Two stages: one that compiles, one that holds only what runs. See docs/operating.md for how to run it.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY tsconfig.json ./
COPY config ./config
COPY scripts ./scripts
COPY src ./src
RUN node scripts/ensure.mjs && npm prune --omit=dev

FROM node:22-bookworm-slim
# The port inside the image is settled here, before any settings file, so that the health check knows it.
ENV NODE_ENV=production COCOASYNCER_API_PORT=44443
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY config ./config
# Databases and the generated secret live here; settings are looked for at config/config.yaml.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 44443
# By Node itself: the image has no curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.COCOASYNCER_API_PORT}/v1`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Exec form: the daemon is process 1 and hears SIGTERM itself.
ENTRYPOINT ["node", "dist/main.js"]
CMD ["run"]
