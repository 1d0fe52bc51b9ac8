"""The voice: how a digest is said, and where. Knows digests; knows no stores and no sources."""
