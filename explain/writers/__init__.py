"""Writers put claims into words: they place slots, and code fills them."""
