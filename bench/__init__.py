"""What `make bench` measures: each file here has a `measure()` that returns numbers by name, the unit in the name."""
