"""Parliament Monitor: what Parliament did, and keeping it."""

__version__ = "0.1.0"
