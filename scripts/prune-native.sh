#!/bin/sh
# Leaves in node_modules what this platform needs to run: onnxruntime-node carries the libraries of all of them.
set -eu
cd "$(dirname "$0")/.."
platform=$(node -p process.platform)
arch=$(node -p process.arch)
for folder in node_modules/onnxruntime-node/bin/napi-v*/*/*; do
  case $folder in */"$platform"/"$arch") ;; *) rm -rf "$folder" ;; esac
done
rm -rf dist/test dist/demo/render
rm -rf node_modules/fluent-ffmpeg/coverage node_modules/ffmpeg-static/ffmpeg
find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.md' \) -delete
