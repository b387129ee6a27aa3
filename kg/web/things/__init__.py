"""The page of a thing: what it is, who says what of it, and what leads to it."""
