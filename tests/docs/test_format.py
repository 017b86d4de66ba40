"""The tables of docs/format.md say what the code reads."""

import re
import typing
from pathlib import Path

import attrs
import pytest
import sample_orders
import samples

import checkout_core as cc
from checkout_core.model.line_item import LineRequest
from checkout_core.wire import checkouts, lines, orders, plan_orders, plan_requests, requests, scenarios, stores
from checkout_core.wire.names import spellings
from checkout_core.wire.published_checkouts import published_checkout
from checkout_core.wire.reader import table
from checkout_core.wire.spot import words
from checkout_core.wire.tables import pass_over

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "format.md").read_text(encoding="utf-8")
SECTIONS = {
    name: dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE))
    for name, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
SPECIAL = {
    "Line": lambda: lines.catalog_line(LineRequest),
    "Custom line": lambda: lines.custom_line(LineRequest, False),
    "Scenarios": scenarios.scenario_table,
    "Store": stores._store,
    "Catalog entry": stores._catalog_entry,
    "Order": orders.order_table,
    "BalanceSummary": orders.balance_table,
    "Plan request": plan_requests._request,
    "Plan order": plan_orders._order_table,
    "PlanOrderPricing": plan_orders._pricing_table,
    "PlanPriceSpan": plan_orders._span_table,
    "PlanPrice": plan_orders._price_table,
    "PriceDetails": plan_orders._details_table,
}


def members_of(section):
    """What the code reads where the section speaks of it."""
    return (
        SPECIAL[section]().members
        if section in SPECIAL
        else table(getattr(cc, section, None) or getattr(cc.plans, section)).members
    )


IN_WORDS = {"catalog", "duration", "priceDetails"}
"""Members that are told in other words."""
WHOLE = {"Request", "Kept checkout", "Published checkout", "Orders"}
"""The documents whose members are told in other words, or in part."""


@pytest.mark.parametrize("section", [name for name in SECTIONS if name not in WHOLE])
def test_a_table_has_every_member_with_its_limit(section):
    """No member is missing or made up; what is allowed and what is required stands beside it."""
    members = {spellings(member.name)[0]: member for member in members_of(section)}
    rows = SECTIONS[section]
    assert set(rows) == set(members)
    for name, member in members.items():
        kind = typing.get_args(member.type)[0] if typing.get_origin(member.type) is tuple else member.type
        if isinstance(kind, type) and attrs.has(kind):
            assert f"[{kind.__name__}](#{kind.__name__.lower()})" in rows[name]
            assert kind.__name__ in SECTIONS
        elif name not in IN_WORDS and typing.get_origin(member.type) is not tuple:
            assert words(member.limit) in rows[name]
        assert ("**must be given**" in rows[name]) is member.required


def test_the_request_has_every_member():
    """The two kinds of line beside what the code reads of the rest."""
    members = {spellings(member.name)[0] for member in requests._request().members}
    assert set(SECTIONS["Request"]) == members


def test_the_kept_checkout_has_every_member():
    """Those that are not of a request's information as well; what must be given is said."""
    known = {spellings(member.name)[0]: member.required for member in checkouts._checkout().members}
    of_requests = {spellings(member.name)[0] for member in table(cc.CheckoutInfo).members}
    rows = SECTIONS["Kept checkout"]
    assert {name: "**must be given**" in row for name, row in rows.items()} == {
        name: required for name, required in known.items() if name not in of_requests
    }


def test_the_published_checkout_has_every_member_that_is_read_another_way():
    """The rest is read as it is kept, or passed over."""
    kept = checkouts._checkout().by_key
    read = {key: member for key, member in published_checkout().by_key.items() if member.hook is not pass_over}
    assert set(SECTIONS["Published checkout"]) == {key for key, member in read.items() if member != kept.get(key)}


def test_the_full_examples_are_what_they_say():
    """Every member once: the documents of the samples, which the model's tests hold complete."""
    for name, document in (
        ("full_request", cc.wire.dump_request(samples.full_request())),
        ("full_store", cc.wire.dump_store(samples.full_store())),
        ("full_order", cc.wire.dump_order(sample_orders.full_order())),
    ):
        text = (DOCS / "examples" / f"{name}.json").read_text(encoding="utf-8")
        assert text == cc.wire.dumps(document, indent=2) + "\n"
    store = cc.wire.load_store(cc.wire.parse((DOCS / "examples" / "full_store.json").read_bytes()), strict=True).value
    request = cc.wire.parse((DOCS / "examples" / "full_request.json").read_bytes())
    loaded = cc.wire.load_request(request, store.currency, strict=True).value
    assert cc.price(cc.create_from_request(store, loaded), store).summary.total == samples.usd("199.59")


def test_the_example_order_is_that_of_the_example_request():
    """As the command prints it without options."""
    read = {name: cc.wire.parse((DOCS / "examples" / f"{name}.json").read_bytes()) for name in ("request", "store")}
    store = cc.wire.load_store(read["store"], strict=True).value
    request = cc.wire.load_request(read["request"], store.currency, strict=True).value
    checkout = cc.create_from_request(store, request)
    ids = {"order_id": samples.guid(1), "number": "10001", "now": request.now}
    order = cc.create_order(cc.price(checkout, store), store, **ids, options=request.options)
    text = (DOCS / "examples" / "order.json").read_text(encoding="utf-8")
    assert text == cc.wire.dumps(cc.wire.dump_order(order), indent=2) + "\n"


DUMP = cc.wire.dump_order(sample_orders.full_order())
SECTIONS_OF_ORDERS = list(SECTIONS)[list(SECTIONS).index("Order") :]
NOT_WRITTEN = {"BuyerInfo.visitorId", "ItemType.custom", "OrderLogistics.pickupDetails"} | {
    f"CreatedBy.{name}Id" for name in ("app", "member", "visitor")
}
"""What the full order lacks, since something else stands in its place."""


def written(document, kind):
    """Each object of a dump with the noun that it is: (name of the noun, names of the members in their order)."""
    members = {
        spellings(member.name)[0]: member for member in SPECIAL.get(kind.__name__, lambda: table(kind))().members
    }
    yield kind.__name__, list(document)
    for name, value in document.items():
        inner = members[name].type
        inner = typing.get_args(inner)[0] if typing.get_origin(inner) is tuple else inner
        if isinstance(inner, type) and attrs.has(inner):
            for entry in value if isinstance(value, list) else [value]:
                yield from written(entry, inner)


def test_an_order_is_written_as_its_tables_say():
    """Every member of every table that an order has is in the full order, and in that order."""
    missing = set()
    for noun in ("Order", *{name for name, _ in written(DUMP, cc.Order)}):
        found = [names for name, names in written(DUMP, cc.Order) if name == noun]
        missing |= {f"{noun}.{name}" for name in SECTIONS[noun] if not any(name in names for names in found)}
        if noun in SECTIONS_OF_ORDERS:
            rows = list(SECTIONS[noun])
            assert all(names == [name for name in rows if name in names] for names in found)
    assert missing == NOT_WRITTEN
