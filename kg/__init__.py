"""Suanli: a knowledge graph of China's AI computing power."""

__version__ = "0.1.0"
