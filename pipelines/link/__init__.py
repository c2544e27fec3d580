"""Which artist a post names, and where in its text."""
