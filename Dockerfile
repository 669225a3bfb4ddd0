# One image for every part; the command says which: `worker`, `serve`, `produce …`.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-fund --no-audit --loglevel=error
COPY . .
RUN npm run --silent build && npm prune --omit=dev --no-fund --no-audit --loglevel=error && \
    if [ -x node_modules/ffmpeg-static/ffmpeg ]; then cp node_modules/ffmpeg-static/ffmpeg /opt/ffmpeg; fi && sh scripts/prune-native.sh

# What workers and the results service need.
FROM node:24-bookworm-slim AS runtime
ENV NODE_ENV=production FRAMEFLEET_HOME=/data
WORKDIR /app
RUN mkdir -p /data/store /data/models /data/quantized /data/cache && chown -R node:node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/model/files/bundled ./model/files/bundled
USER node
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["--help"]

# ffmpeg: npm's ffmpeg-static, or where that could not be had Debian's with exactly the libraries that it links.
FROM build AS ffmpeg
RUN libraries=/ffmpeg/usr/lib/$(uname -m)-linux-gnu && mkdir -p /ffmpeg/usr/local/bin "$libraries" && \
    if [ -x /opt/ffmpeg ]; then cp /opt/ffmpeg /ffmpeg/usr/local/bin/; exit 0; fi && \
    apt-get update -qq && apt-get install -y -qq --no-install-recommends ffmpeg >/dev/null && \
    cp /usr/bin/ffmpeg /ffmpeg/usr/local/bin/ && \
    ldd /usr/bin/ffmpeg | awk '$3 ~ /^\// { print $3 }' | while read -r library; do \
      dpkg -S "$(readlink -f "$library")" 2>/dev/null | grep -q '^libc6:' || cp -L "$library" "$libraries"; \
    done

# The same with ffmpeg: the producer.
FROM runtime AS producer
USER root
COPY --from=ffmpeg /ffmpeg/ /
RUN ldconfig
USER node
