"""Which vectors are near each other: once per state of the catalogue, stored, an input of its weeks."""
