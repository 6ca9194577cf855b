"""The stand-in's HTTP: the part of Stripe's interface that we use, a pay page and a desk."""

from __future__ import annotations

import copy
import re
import time
from typing import Any

from flask import Flask, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.gateways.testbank.vault import Thing, Vault

_STEPS = re.compile(r"[^\[\]]+")
_LISTS = {"checkout/sessions": "sessions", "refunds": "refunds", "disputes": "disputes"}
_DEEDS = ("pay", "pay-lost", "debit", "clear", "bounce", "expire", "take-back", "again")
REFUNDS_SHOWN = 10
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action *",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def make_bank(vault: Vault) -> Flask:
    """The bank as an app of its own."""
    bank = Flask(__name__, static_folder="look", static_url_path="/look")
    desk = Counters(vault)
    for path, view, method in (
        ("/v1/checkout/sessions", desk.open_session, "POST"),
        ("/v1/checkout/sessions/<ref>", desk.session, "GET"),
        ("/v1/refunds", desk.refund, "POST"),
        ("/v1/<path:kind>", desk.listed, "GET"),
        ("/pay/<ref>", desk.page, "GET"),
        ("/pay/<ref>/<deed>", desk.do, "POST"),
        ("/", desk.all_of_it, "GET"),
        ("/faults/silent", desk.silent, "POST"),
    ):
        bank.add_url_rule(path, view.__name__, view, methods=[method])
    bank.before_request(_signed)
    bank.after_request(desk.answered)
    return bank


def _signed() -> ResponseReturnValue | None:
    with_key = request.headers.get("Authorization", "").startswith("Bearer sk_")
    return None if with_key or not request.path.startswith("/v1/") else _refused(401, "no_key")


class Counters:
    """What each address does."""

    def __init__(self, vault: Vault) -> None:
        """Serve this vault."""
        self.vault = vault

    def answered(self, response: Any) -> Any:
        """A slow bank has done it before it says so."""
        if request.path.startswith("/v1/"):
            time.sleep(self.vault.faults.slow)
        response.headers.extend(HEADERS)
        return response

    def open_session(self) -> ResponseReturnValue:
        """Make a page where it is paid."""
        return _once(self.vault, lambda said: self.vault.open(said, request.host_url.rstrip("/")))

    def session(self, ref: str) -> ResponseReturnValue:
        """Where one stands."""
        found = self.vault.kept["sessions"].get(ref)
        if found is None:
            return _refused(404, "resource_missing")
        return jsonify(_whole(self.vault, found))

    def refund(self) -> ResponseReturnValue:
        """Send money back."""
        return _once(self.vault, self.vault.refund)

    def listed(self, kind: str) -> ResponseReturnValue:
        """A page of a list."""
        if kind not in _LISTS:
            return _refused(404, "resource_missing")
        return jsonify(_page(self.vault, kind))

    def page(self, ref: str) -> ResponseReturnValue:
        """Where somebody pays."""
        found = self.vault.kept["sessions"].get(ref)
        if found is None:
            abort(404)
        words = self.vault.kept["answers"][f"page:{ref}"]["words"]
        return render_template("pay.html", session=found, words=words, amount=_euro(found))

    def do(self, ref: str, deed: str) -> ResponseReturnValue:
        """What somebody chose there."""
        found = self.vault.kept["sessions"].get(ref)
        if found is None or deed not in _DEEDS:
            abort(404)
        with self.vault.lock:
            _do(self.vault, ref, deed)
            self.vault.keep()
        if deed in {"pay", "debit"}:
            return redirect(found["success_url"], 303)
        if deed == "pay-lost":
            return render_template("lost.html")
        return redirect("/", 303)

    def all_of_it(self) -> ResponseReturnValue:
        """The desk: what was paid, and what can still happen to it."""
        vault = self.vault
        rows = [
            (one, vault.kept["answers"][f"page:{ref}"]["words"], _euro(one), _where(vault, one))
            for ref, one in reversed(vault.kept["sessions"].items())
        ]
        return render_template("desk.html", rows=rows, silent=vault.faults.silent)

    def silent(self) -> ResponseReturnValue:
        """Tell nothing any more, or tell again."""
        self.vault.faults.silent = not self.vault.faults.silent
        return redirect("/", 303)


def _do(vault: Vault, ref: str, deed: str) -> None:
    if deed in {"pay", "pay-lost", "debit"}:
        vault.pay(ref, debit=deed == "debit")
    elif deed == "clear":
        vault.clear(ref)
    elif deed == "bounce":
        vault.bounce(ref)
    elif deed == "expire":
        vault.expire(ref)
    elif deed == "take-back":
        vault.take_back(ref)
    else:
        for event in _of(vault, ref):
            vault.deliver(event)


def _once(vault: Vault, make: Any) -> ResponseReturnValue:
    """The same key gives the same answer, also a 500; other words under it are refused."""
    key = request.headers.get("Idempotency-Key", "")
    said = tree(request.form.items(multi=True))
    with vault.lock:
        stored = vault.kept["answers"].get(key) if key else None
        if stored is None:
            stored = _answer(vault, said, make)
            if key:
                vault.kept["answers"][key] = stored
            vault.keep()
        lost = vault.faults.lost > 0
        vault.faults.lost -= lost
    if stored["said"] != said:
        return _refused(400, "idempotency_key_in_use", "idempotency_error")
    if lost:  # it was done; the answer comes when nobody waits any more
        return _refused(503, "lost", "api_error")
    return jsonify(stored["body"]), stored["status"]


def _answer(vault: Vault, said: Thing, make: Any) -> Thing:
    if vault.faults.broken > 0:
        vault.faults.broken -= 1
        body = {"error": {"type": "api_error", "message": "An error on order."}}
        return {"said": said, "status": 500, "body": body}
    try:
        made = make(said)
    except (LookupError, ValueError) as wrong:
        body = {"error": {"type": "invalid_request_error", "code": str(wrong), "message": "No."}}
        return {"said": said, "status": 400, "body": body}
    # As it is now: the same answer again, whatever becomes of it.
    return {"said": said, "status": 200, "body": copy.deepcopy(made)}


def _page(vault: Vault, kind: str) -> Thing:
    rows = [dict(one) for one in reversed(vault.kept[_LISTS[kind]].values())]
    since = int(request.args.get("created[gte]", "0"))
    rows = [one for one in rows if one["created"] >= since]
    intent = request.args.get("payment_intent")
    if intent:
        rows = [one for one in rows if one["payment_intent"] == intent]
    ids = [one["id"] for one in rows]
    after = request.args.get("starting_after")
    start = ids.index(after) + 1 if after in ids else 0
    most = int(request.args.get("limit", "10"))
    shown = [_whole(vault, one) for one in rows[start : start + most]]
    more = start + most < len(rows)
    return {"object": "list", "data": shown, "has_more": more, "url": f"/v1/{kind}"}


def _whole(vault: Vault, thing: Thing) -> Thing:
    """With its intent in it, when that was asked, and with the intent's charge and refunds."""
    asked = request.args.to_dict(flat=False)
    names = {value for key, values in asked.items() if key.startswith("expand") for value in values}
    intent = vault.kept["intents"].get(thing.get("payment_intent") or "")
    if intent is not None and "payment_intent.latest_charge.refunds" in names:
        return thing | {"payment_intent": _with_charge(vault, intent)}
    if intent is not None and names & {"payment_intent", "data.payment_intent"}:
        return thing | {"payment_intent": intent}
    return thing


def _with_charge(vault: Vault, intent: Thing) -> Thing:
    charge = vault.kept["charges"].get(intent["latest_charge"] or "")
    if charge is None:
        return intent
    rows = [one for one in vault.kept["refunds"].values() if one["charge"] == charge["id"]]
    rows.reverse()
    refunds = {
        "object": "list",
        "data": rows[:REFUNDS_SHOWN],
        "has_more": len(rows) > REFUNDS_SHOWN,
    }
    refunds["url"] = f"/v1/charges/{charge['id']}/refunds"
    return intent | {"latest_charge": charge | {"refunds": refunds}}


def _of(vault: Vault, ref: str) -> list[Thing]:
    """The events of one session."""
    session = vault.kept["sessions"][ref]
    mine = {ref, session["payment_intent"] or ref}
    found = []
    for event in vault.kept["events"].values():
        thing = event["data"]["object"]
        if mine & {thing["id"], thing.get("payment_intent")}:
            found.append(event)
    return found


def _where(vault: Vault, session: Thing) -> str:
    """In one word, for its desk."""
    intent = vault.kept["intents"].get(session["payment_intent"] or "")
    if intent is None:
        return str(session["status"])
    if intent["status"] != "succeeded":
        return str(intent["status"])
    charge = vault.kept["charges"][intent["latest_charge"]]
    if charge["disputed"]:
        return "disputed"
    return "refunded" if charge["amount_refunded"] else "succeeded"


def _euro(session: Thing) -> str:
    whole, cents = divmod(session["amount_total"], 100)
    return f"€ {whole},{cents:02d}"


def _refused(status: int, code: str, kind: str = "invalid_request_error") -> tuple[Any, int]:
    return jsonify({"error": {"type": kind, "code": code, "message": "No."}}), status


def tree(pairs: Any) -> Thing:
    """The parameters as a tree: ``a[b][0][c]=1`` is ``{"a": {"b": [{"c": "1"}]}}``."""
    found: Thing = {}
    for name, value in pairs:
        steps = _STEPS.findall(name)
        here = found
        for step in steps[:-1]:
            here = here.setdefault(step, {})
        here[steps[-1]] = value
    rows: Thing = _as_lists(found)
    return rows


def _as_lists(thing: Any) -> Any:
    if not isinstance(thing, dict):
        return thing
    if thing and all(key.isdecimal() for key in thing):
        return [_as_lists(thing[key]) for key in sorted(thing, key=int)]
    return {key: _as_lists(value) for key, value in thing.items()}
