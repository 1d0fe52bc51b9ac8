"""The tests. Read test_walk.py first."""
