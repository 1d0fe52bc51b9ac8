"""Proofs: claims about the whole, at sizes too large for every test run.

A proof is a module here with `prove(*, size, seed)`. It returns its result in a few words, and raises AssertionError
with what differs where the claim does not hold. It is registered in `__main__.PROOFS` with its full size, which
`make proof` runs; `make test` proves a twentieth of it.
"""
