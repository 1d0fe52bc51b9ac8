"""Runs migrations on the connection, and in the transaction, that `monitor.store.opening` has begun."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
