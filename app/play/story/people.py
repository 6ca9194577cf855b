"""Invented people, with the names that a neighbourhood has."""

from __future__ import annotations

from dataclasses import dataclass

from grants.kit.access import Role


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who she is, where she comes in, and as what."""

    name: str
    where: str
    role: Role = Role.MEMBER
    language: str = "nl"

    @property
    def key(self) -> str:
        """How the story calls her: the first name, in small plain letters."""
        return plain(self.name.partition(" ")[0])

    @property
    def email(self) -> str:
        """An address where no mail ever arrives."""
        return f"{self.key}@example.org"


def plain(name: str) -> str:
    """Without capitals and marks: Hülya is hulya."""
    return name.translate(str.maketrans("üışłńçéóÜ", "uislnceoU")).lower()


OPERATOR = Somebody("Olga Brandsma", "wijkkas")

RESIDENTS = (
    Somebody("Fatima Ouazzani", "ontmoeting", Role.TREASURER),
    Somebody("Marloes Dekker", "ontmoeting"),
    Somebody("Rima Haddad", "ontmoeting", language="ar"),
    Somebody("Joyce Pinas", "ontmoeting"),
    Somebody("Agnieszka Nowak", "ontspanning", Role.TREASURER),
    Somebody("Aylin Yıldız", "ontspanning"),
    Somebody("Saskia Blom", "ontspanning"),
    Somebody("Naima Belkadi", "ontspanning"),
    Somebody("Hülya Demir", "omgeving", Role.TREASURER),
    Somebody("Truus van Loon", "omgeving"),
    Somebody("Shanti Ramdin", "omgeving"),
    Somebody("Samira Tahiri", "omgeving"),
    Somebody("Khadija Amrani", "ontwikkeling", Role.TREASURER),
    Somebody("Layla Khalil", "ontwikkeling", language="ar"),
    Somebody("Ewa Kowalska", "ontwikkeling"),
    Somebody("Denise Landveld", "ontwikkeling"),
    Somebody("Anouk de Wit", "opvoeding", Role.TREASURER),
    Somebody("Esra Kaya", "opvoeding"),
    Somebody("Hanan Saleh", "opvoeding", language="ar"),
    Somebody("Gosia Zielińska", "opvoeding"),
    Somebody("Youssef Bakkali", "koken", Role.TREASURER),
    Somebody("Mehmet Arslan", "koken"),
    Somebody("Piotr Wójcik", "koken"),
    Somebody("Omar Nasser", "koken", language="ar"),
    Somebody("Roy Soekhai", "koken"),
)

# Both coaches are there for several workgroups: one for most of the women's, one for the men's.
COACHES = (
    (
        Somebody("Ingrid Hoekstra", "ontmoeting", Role.COACH),
        ("ontmoeting", "ontspanning", "omgeving"),
    ),
    (
        Somebody("Bilal Achterberg", "koken", Role.COACH),
        ("koken", "ontwikkeling", "opvoeding"),
    ),
)

# Where they sit; one person can sit in more than one seat.
DESKS = (
    (Somebody("Tom Verhage", "gemeente", Role.REVIEWER), (Role.REVIEWER,)),
    (Somebody("Liesbeth Kramer", "gemeente", Role.DECIDER), (Role.DECIDER, Role.MANAGER)),
    (Somebody("Gerard Mulder", "welzijn", Role.PAYER), (Role.PAYER,)),
    (Somebody("Hennie Postma", "welzijn", Role.PAYER), (Role.PAYER,)),
)

# Where the one who holds the money pays from.
HOLDER = ("NL53WIJK0316227766", "Stichting Welzijn De Linde")

# Invented account numbers of a bank that does not exist; the check digits are right.
ACCOUNTS = {
    "marloes": ("NL27WIJK0417164300", "M Dekker"),
    "rima": ("NL15WIJK0532013001", "R Haddad"),
    "fatima": ("NL62WIJK0271828182", "F Ouazzani"),
    "aylin": ("NL84WIJK0314159265", "A Yildiz"),
    "saskia": ("NL95WIJK0161803398", "S Blom"),
    "naima": ("NL85WIJK0141421356", "N Belkadi"),
    "agnieszka": ("NL89WIJK0173205080", "A Nowak"),
}
