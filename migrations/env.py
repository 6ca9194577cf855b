"""Runs migrations on the app's database, or on the connection that was handed in. Knows tables only."""

from alembic import context
from flask import current_app, has_app_context


def run(connection, metadata):
    """Each migration in a transaction of its own; on PostgreSQL none waits long for a lock.

    Whoever hands in a connection that is in a transaction keeps it: all or nothing is up to them.
    """
    outer = connection.in_transaction()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '5s'")
        if not outer:
            connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given, context.config.attributes.get("metadata"))
elif has_app_context():
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        run(connection, database.metadata)
