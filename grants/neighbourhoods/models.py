"""Tables of the place and its partners."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grants.kit.access import Role
from grants.kit.money import Money
from grants.kit.orm import Base, money, state_type


class Hue(StrEnum):
    """The colours that a theme can have; the style sheet knows them by these names."""

    HONING = "honing"
    WATER = "water"
    MOS = "mos"
    DRUIF = "druif"
    FRAMBOOS = "framboos"


class Pictogram(StrEnum):
    """The drawings that a theme can have: names in the sprite."""

    ONTMOETING = "ontmoeting"
    ONTSPANNING = "ontspanning"
    OMGEVING = "omgeving"
    ONTWIKKELING = "ontwikkeling"
    OPVOEDING = "opvoeding"
    ZAAL = "zaal"
    SPULLEN = "spullen"
    ETEN = "eten"
    OPPAS = "oppas"
    FLYERS = "flyers"
    REIZEN = "reizen"
    BEGELEIDER = "begeleider"
    ANDERS = "anders"
    PEOPLE = "people"
    PLANT = "plant"


class OrganisationKind(StrEnum):
    """What sort of partner it is. An informal one needs no registration number."""

    MUNICIPALITY = "municipality"
    WELFARE = "welfare"
    FUND = "fund"
    ASSOCIATION = "association"
    SCHOOL = "school"
    FAITH = "faith"
    CLUB = "club"


class Neighbourhood(Base):
    """The place, sharing the id of its owner row."""

    __tablename__ = "neighbourhood"
    __table_args__ = (
        UniqueConstraint("name", "town"),
        CheckConstraint("name <> ''", name="name_given"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), primary_key=True)
    name: Mapped[str]
    town: Mapped[str]
    programme: Mapped[str | None]

    @property
    def owner_id(self) -> UUID:
        """It owns itself."""
        return self.id


class Theme(Base):
    """What a workgroup is about."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("position >= 0", name="position_counts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("neighbourhood.id"))
    name: Mapped[str]
    hue: Mapped[Hue] = mapped_column(state_type(Hue, "hue"))
    pictogram: Mapped[Pictogram] = mapped_column(state_type(Pictogram, "pictogram"))
    position: Mapped[int]


class Organisation(Base):
    """A partner of the neighbourhood, sharing the id of its owner row."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("neighbourhood_id", "name"),
        CheckConstraint("name <> ''", name="name_given"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("owner.id"), primary_key=True)
    neighbourhood_id: Mapped[UUID] = mapped_column(ForeignKey("neighbourhood.id"))
    name: Mapped[str]
    kind: Mapped[OrganisationKind] = mapped_column(state_type(OrganisationKind, "kind"))
    funder: Mapped[bool]
    holder: Mapped[bool]
    portal_url: Mapped[str | None]

    @property
    def owner_id(self) -> UUID:
        """It owns itself."""
        return self.id


class Place(Base):
    """Where a group can meet. ``price`` is for one time; None is not known, zero is free."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("(price_minor IS NULL) = (price_currency IS NULL)", name="price_whole"),
        CheckConstraint("price_minor >= 0", name="price_sign"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("neighbourhood.id"))
    name: Mapped[str]
    address: Mapped[str]
    price: Mapped[Money | None] = money("price", nullable=True)


class Seat(Base):
    """A person at an organisation, in a role, from a day until (not including) a day."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="days_ordered"),
        CheckConstraint("role IN ('reviewer', 'decider', 'payer', 'manager')", name="desk_role"),
        Index(
            "uq_seat_open",
            "owner_id",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(state_type(Role, "role"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
