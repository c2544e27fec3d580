#!/bin/sh
# Write docker/.env with generated secrets, once; there are no defaults to forget about.
set -eu
cd "$(dirname "$0")"
if [ -e .env ]; then
    echo "linernotes: docker/.env is there already; delete it to make new secrets (the database keeps its old password)" >&2
    exit 2
fi
random() {
    head -c "$1" /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'
}
umask 077
cat >.env <<ENV
POSTGRES_PASSWORD=$(random 24)
REDIS_PASSWORD=$(random 24)
AIRFLOW_PASSWORD=$(random 12)
AIRFLOW_FERNET_KEY=$(random 32)
AIRFLOW_JWT_SECRET=$(random 48)
AIRFLOW_API_SECRET=$(random 24)
ENV
echo "wrote docker/.env; the Airflow login is admin with AIRFLOW_PASSWORD. Add LINERNOTES_* keys of your services there."
