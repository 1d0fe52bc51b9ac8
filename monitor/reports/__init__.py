"""Readings of the store that people ask for."""
