"""How good a ranking is: metrics, baselines, and the files that any data set can be brought in."""
