"""A picture that does not move, as SVG and PNG."""
