"""The second half of the walk: gather → queue → deliver. `gather` queues digests, `delivery` sends them."""
