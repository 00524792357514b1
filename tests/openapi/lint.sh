#!/usr/bin/env bash
# Lints the OpenAPI document of a built program with Redocly's recommended rules: lint.sh BINARY
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")"
if [ ! -d node_modules ]; then npm ci --silent --no-audit --no-fund; fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" document openapi >"$folder/openapi.json"
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
if node_modules/.bin/redocly lint --extends recommended --max-problems 100 "$folder/openapi.json"; then
    echo "1 passed, 0 failed"
else
    echo "0 passed, 1 failed"
    exit 1
fi
