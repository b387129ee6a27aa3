"""A picture in one HTML file that makes no request."""
