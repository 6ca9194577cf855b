"""The base of all tables: names of constraints, types, money columns, append-only tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import (
    DDL,
    BigInteger,
    Date,
    DateTime,
    Enum,
    Insert,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    event,
    insert,
    inspect,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import (
    Composite,
    DeclarativeBase,
    Session,
    composite,
    make_transient_to_detached,
    mapped_column,
)
from sqlalchemy.orm.attributes import set_committed_value

from grants.kit.money import Money

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment: aware, kept in UTC. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn to UTC; refuse naive moments. SQLite keeps no zone, so it is taken off there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment carries its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  its signature
    ) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Ref(NamedTuple):
    """Points at a thing by its kind (the table's name) and id, without knowing its room."""

    kind: str
    id: UUID


class Base(DeclarativeBase):
    """Every table. Columns are ``Mapped[…]``; check constraints get a short name of their own."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        UUID: Uuid(),
        datetime: Moment(),
        date: Date(),
        str: Text(),
    }

    @property
    def ref(self) -> Ref:
        """Kind and id of this row."""
        return Ref(self.__tablename__, self.id)  # type: ignore[attr-defined]


class Owned(Protocol):
    """A row that has an id and an owner: what history and waiting can speak of."""

    @property
    def ref(self) -> Ref:
        """Kind and id."""

    @property
    def owner_id(self) -> Any:
        """The owner's id."""


def state_type(states: type[StrEnum], name: str) -> Enum:
    """A StrEnum stored as its lowercase value, with a check constraint called ``name``."""
    return Enum(
        states,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=30,
        values_callable=lambda kind: [member.value for member in kind],
    )


def money(prefix: str, *, nullable: bool = False) -> Composite[Any]:
    """Two columns, ``<prefix>_minor`` and ``<prefix>_currency``, seen as one Money (or None)."""
    return composite(
        _money_or_none if nullable else Money,
        mapped_column(f"{prefix}_minor", BigInteger, nullable=nullable),
        mapped_column(f"{prefix}_currency", String(3), nullable=nullable),
    )


def _money_or_none(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor, currency)


APPEND_ONLY: set[str] = set()


def append_only(table: Any) -> None:
    """Let the database itself refuse update and delete on this mapped table's rows."""
    assert isinstance(table, Table)  # noqa: S101  a mapped class's __table__
    APPEND_ONLY.add(table.name)
    for dialect in ("sqlite", "postgresql"):
        for statement in append_only_sql(table.name, dialect):
            ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            ddl = ddl.execute_if(dialect=dialect)
            event.listen(table, "after_create", ddl)


def append_only_sql(table: str, dialect: str) -> list[str]:
    """The triggers that keep a table append-only, as migrations write them too."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{table} only adds'); END"
            for verb in ("update", "delete")
        ]
    refuse = "EXECUTE FUNCTION only_adds()"
    return [
        ONLY_ADDS,
        f"CREATE TRIGGER {table}_only_adds BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]


ONLY_ADDS = (
    "CREATE OR REPLACE FUNCTION only_adds() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% only adds', TG_TABLE_NAME; END $$"
)


@cache
def _columns_of(kind: type[Base]) -> list[tuple[str, str]]:
    """Which attribute goes into which column."""
    return [(one.key, one.columns[0].key) for one in inspect(kind).column_attrs]


@cache
def _insert_into(table: Any) -> Insert:
    return insert(table)


@cache
def _insert_missing_into(dialect: str, model: type[Base]) -> Any:
    adding = insert_of(dialect, model.__table__).on_conflict_do_nothing().inline()
    return adding.execution_options(preserve_rowcount=True)


def insert_rows(session: Session, model: type[Base], rows: list[dict[str, object]]) -> None:
    """Insert rows now, with a value for every column that has no default of its own.

    For what is whole when it is made and not looked at again: a flush looks through everything
    that may have changed, and takes six times as long.
    """
    session.flush()  # what they point at stands before them
    session.connection().execute(_insert_into(model.__table__), rows)


def write(session: Session, *things: Base) -> None:
    """The same with new things of one kind, which are afterwards as if they had been read.

    Every column is written; what was not given is empty.
    """
    kind = type(things[0])
    pairs = _columns_of(kind)
    insert_rows(
        session,
        kind,
        [{column: vars(one).get(key) for key, column in pairs} for one in things],
    )
    for thing in things:
        make_transient_to_detached(thing)
        session.add(thing)


def rewrite(session: Session, thing: Base, **values: object) -> None:
    """Change these columns of one row now, and nothing else of it."""
    session.flush()
    table: Any = inspect(type(thing)).local_table
    columns = dict(_columns_of(type(thing)))
    statement = update(table).where(table.c.id == thing.id)  # type: ignore[attr-defined]
    session.connection().execute(
        statement, {columns[name]: value for name, value in values.items()}
    )
    for name, value in values.items():
        set_committed_value(thing, name, value)


def dialect_of(session: Session) -> str:
    """The kind of database."""
    return session.get_bind().dialect.name


def insert_of(dialect: str, table: Any) -> Any:
    """An insert into this mapped table that can say what happens where its key stands already."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def insert_new(session: Session, model: type[Base], **values: object) -> bool:
    """Insert a row; False: its key stands already, also when two do it at once."""
    return insert_all_missing(session, model, [values]) == 1


def insert_missing(session: Session, model: type[Base], **values: object) -> None:
    """Insert a row unless its key stands already."""
    insert_all_missing(session, model, [values])


def insert_all_missing(session: Session, model: type[Base], rows: list[dict[str, object]]) -> int:
    """The same with several rows; says how many are new."""
    session.flush()  # what they point at stands before them
    statement, names = _insert_missing_into(dialect_of(session), model), dict(_columns_of(model))
    named = [{names[key]: value for key, value in row.items()} for row in rows]
    return session.connection().execute(statement, named).rowcount
