"""The scheduled worker: it says tick; what is due is computed from the tables."""
