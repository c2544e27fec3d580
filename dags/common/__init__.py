"""What all DAGs share: defaults, assets, how a failure is retried, how a task opens its room."""
