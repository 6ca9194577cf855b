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
    CursorResult,
    Date,
    DateTime,
    Enum,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Composite, DeclarativeBase, Session, composite, mapped_column

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


def insert_for(session: Session, table: Any) -> Any:
    """An insert into this mapped table that can say what happens where its key stands already."""
    dialect = session.get_bind().dialect.name
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
    statement, names = _adding(session.get_bind().dialect.name, model)
    named = [{names[key]: value for key, value in row.items()} for row in rows]
    found: CursorResult[Any] = session.execute(statement, named)  # type: ignore[assignment]
    return found.rowcount


@cache
def _adding(dialect: str, model: type[Base]) -> tuple[Any, dict[str, str]]:
    """The insert, put together once, and what its columns are called."""
    # Of the table itself: through the mapper it takes four times as long.
    table: Any = model.__table__
    make = (postgresql if dialect == "postgresql" else sqlite).insert
    names = {one.key: one.columns[0].key for one in model.__mapper__.column_attrs}
    adding = make(table).on_conflict_do_nothing().inline()
    return adding.execution_options(preserve_rowcount=True), names
