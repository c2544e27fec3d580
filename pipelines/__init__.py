"""The pipeline in plain Python: no Airflow, no Flask. Steps meet in tables."""
