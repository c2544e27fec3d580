"""The floor the house stands on: PostgreSQL, the sandbox, Airflow and the site as child processes."""
