"""The floor the house stands on: PostgreSQL, the sandbox, a local model, Airflow and the site as child processes."""
