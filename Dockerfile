# No --platform=$BUILDPLATFORM here: Docker's builder without BuildKit does not know it and fails.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY openapi openapi
COPY scripts scripts
COPY src src
RUN node scripts/build.mjs

FROM node:24-slim
# A test compares it to package.json.
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="wachat-emulator" \
      org.opencontainers.image.description="Offline stand-in for the Wachat API, a WhatsApp gateway" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION"
WORKDIR /app
COPY LICENSE package.json ./
COPY --from=build /build/dist dist
# For the CA of --tls. A new volume that is mounted here belongs to the user of the next line, too.
RUN mkdir /ca && chown 1000:1000 /ca
# The user "node", by number: Kubernetes' runAsNonRoot cannot resolve a name.
USER 1000:1000
ENV WACHAT_HOST=0.0.0.0 WACHAT_TLS_DIR=/ca
EXPOSE 9224
# It asks at WACHAT_PORT, else PORT. It does not see the emulator's flags, so in a container set the port by a variable.
HEALTHCHECK --interval=3s --timeout=5s --retries=3 \
  CMD ["node", "/app/dist/cli.js", "wait", "--timeout", "2s"]
ENTRYPOINT ["node", "/app/dist/cli.js"]
