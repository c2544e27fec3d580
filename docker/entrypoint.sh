#!/bin/sh
# Put the one Airflow login where SimpleAuthManager reads it, then become the command.
set -eu
if [ -n "${LINERNOTES_AIRFLOW_PASSWORD:-}" ]; then
    umask 077
    mkdir -p "$AIRFLOW_HOME"
    printf '{"admin": "%s"}\n' "$LINERNOTES_AIRFLOW_PASSWORD" >"$AIRFLOW_HOME/passwords.json"
    unset LINERNOTES_AIRFLOW_PASSWORD
fi
exec "$@"
