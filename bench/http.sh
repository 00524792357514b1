#!/usr/bin/env bash
# The server beside nginx: http.sh PROGRAM. The last line is JSON for bench/run.py.
exec python3 -B "$(dirname "$0")/http_beside_nginx.py" "$@"
