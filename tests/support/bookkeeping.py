"""What a checkout must be after each operation: plain values, written from `docs/conventions.md` (O1 to O16).

`Basket` is the books of one checkout. Each operation first decides whether it is refused and returns the code, with
nothing changed; else it changes the books and returns None. `BUG` stands for an exception that is a caller's bug.
"""

import copy
from dataclasses import dataclass, field
from datetime import datetime

from bookkeeping_offers import card_refusal, coupon_refusal, option_refusal
from shop import ITEMS, Shop

BUG = "BUG"
"""An argument that no caller may give: InvalidField or CurrencyMismatch."""
CUSTOM = "custom"
"""The item of a line that describes itself."""
CUSTOMS = {
    CUSTOM: "FULL_PAYMENT_ONLINE",
    "custom later": "FULL_PAYMENT_OFFLINE",
    "custom deposit": "DEPOSIT_ONLINE",
    "custom by membership": "MEMBERSHIP",
    "custom by membership, by hand": "MEMBERSHIP_OFFLINE",
    "custom by membership, in part": "MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER",
}
"""All such items: how they are paid."""
NUMBERED = "00000000-0000-0000-0000-"
FOREIGN_CARD = "CARD-FOREIGN"

STATUSES = {
    "SITE_MUST_ACCEPT_PAYMENTS": 428,
    "SITE_MUST_ACCEPT_PAYMENTS_TO_CREATE_CHECKOUT": 428,
    "LINE_ITEM_WITH_ZERO_QUANTITY": 428,
    "CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE": 428,
    "ERROR_COUPON_DOES_NOT_EXIST": 404,
    "ERROR_COUPON_IS_DISABLED": 428,
    "ERROR_COUPON_IS_NOT_ACTIVE_YET": 428,
    "ERROR_COUPON_HAS_EXPIRED": 428,
    "ERROR_COUPON_USAGE_EXCEEDED": 428,
    "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED": 428,
    "GIFT_CARD_CODE_INVALID": 404,
    "GIFT_CARD_NOT_FOUND": 404,
    "GIFT_CARD_DISABLED": 428,
    "GIFT_CARD_EXPIRED": 428,
    "GIFT_CARD_IS_EMPTY": 428,
    "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND": 404,
    "INVALID_SELECTED_CARRIER_SERVICE_OPTION": 428,
    "CHECKOUT_IS_COMPLETE": 428,
    "INVALID_ARGUMENT": 400,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "MAX_LINE_ITEMS_EXCEEDED": 428,
    "FIXED_QUANTITY_ITEM": 428,
    "COUPON_LOCKED": 428,
    "GIFT_CARD_LOCKED": 428,
}
"""Every refusal of an operation on a checkout, with its status."""


@dataclass
class Line:
    """A line: which item in which colour, how many. ``id`` None: to be numbered."""

    item: str
    quantity: int = 1
    colour: str | None = None
    id: str | None = None

    @property
    def known(self) -> dict:
        """What the shop says of the item; nothing of one that it does not know."""
        return {"price": 640} if self.item in CUSTOMS else ITEMS.get(self.item, {})


@dataclass
class Basket:
    """The books of a checkout."""

    id: str
    created: datetime
    updated: datetime
    lines: list[Line] = field(default_factory=list)
    coupon: str | None = None
    card: str | None = None
    redeem: int | None = None
    url: str | None = None
    email: str | None = None
    person: tuple[str, str] | None = None
    contact: str | None = None
    billing: str | None = None
    place: str | None = None
    option: tuple[str | None, str] | None = None
    note: str | None = None
    cart: str | None = None
    merchants: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    memberships: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    locks: tuple[bool, bool] = (False, False)
    completed: bool = False
    order: str | None = None

    def copy(self) -> "Basket":
        """The books as they are now."""
        return copy.deepcopy(self)

    # --- what is looked up --------------------------------------------------------------------------------------------

    @property
    def member(self) -> bool:
        """Whether the buyer is a member."""
        return self.person is not None and self.person[0] == "member"

    def ids(self) -> list[str]:
        """The ids of the lines in lower case."""
        return [line.id.lower() for line in self.lines]

    def _codes_refusal(self, shop: Shop, at: datetime, new: dict, email: str | None) -> str | None:
        """O16: length of coupon code, length of card code, coupon, gift card, delivery option."""
        coupon, card = new.get("coupon"), new.get("card")
        if coupon is not None and not 1 <= len(coupon) <= 20:
            return "ERROR_COUPON_DOES_NOT_EXIST"
        if card is not None and not 8 <= len(card) <= 20:
            return "GIFT_CARD_CODE_INVALID"
        found = None if coupon is None else coupon_refusal(coupon, shop, at, email)
        found = found or (None if card is None else card_refusal(card, shop))
        return found or (option_refusal(new.get("place"), new["option"], shop) if "option" in new else None)

    def _buyer_refusal(self, new: dict) -> str | None:
        """O5: which fields would lose an email, or make another buyer of this one; a visitor may become a member."""
        email, person, contact = new["email"], new["person"], new["contact"]
        if self.email is not None and (email, person, contact) == (None, None, None):
            return "REQUIRED_FIELD buyerInfo.email"
        blamed = ["contactId"] if contact and self.contact not in {None, contact} else []
        joins = self.person is not None and person is not None and (self.person[0], person[0]) == ("visitor", "member")
        if person and self.person not in {None, person} and not joins:
            blamed.append(f"{person[0]}Id")
        return " ".join(["FIELD_NOT_ALLOWED", *(f"buyerInfo.{name}" for name in blamed)]) if blamed else None

    def _moved(self, now: datetime) -> None:
        """O3: the last change never moves back."""
        self.updated = max(self.updated, now)

    # --- operations ---------------------------------------------------------------------------------------------------

    def open(self, shop: Shop, lines: list[Line], given: dict, *, cart: str | None = None) -> str | None:
        """Fill new books as createCheckout does, or the cart's (O15)."""
        if not shop.accepts:
            return "SITE_MUST_ACCEPT_PAYMENTS" + ("" if cart is None else "_TO_CREATE_CHECKOUT")
        if any(line.quantity == 0 for line in lines):
            return "LINE_ITEM_WITH_ZERO_QUANTITY"
        if cart is not None and unpayable(lines):
            return "CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE"
        refusal = self._codes_refusal(shop, self.updated, given, given.get("email"))
        if refusal is None:
            self.lines = numbered(lines, set(), 1)
            self.cart = cart
            for name, value in given.items():
                setattr(self, name, value)
        return refusal

    def update(self, shop: Shop, now: datetime, new: dict, *, locks_hold: bool = False) -> str | None:
        """O4 to O7. ``new``: fields of the books; `place` and `option`, `email`, `person`, `contact` come together."""
        if not new or None in {new.get("coupon", ""), new.get("card", ""), new.get("url", "")}:
            return BUG
        if self.completed:
            return "CHECKOUT_IS_COMPLETE"
        if locks_hold and self.locks[0] and "coupon" in new:
            return "COUPON_LOCKED"
        if locks_hold and self.locks[1] and {"card", "redeem"} & set(new):
            return "GIFT_CARD_LOCKED"
        email = new.get("email") or self.email
        if "email" in new:
            blamed = self._buyer_refusal(new)
            if blamed is not None:
                return f"INVALID_ARGUMENT {blamed}"
            new = new | {name: new[name] or getattr(self, name) for name in ("email", "person", "contact")}
        refusal = self._codes_refusal(shop, max(self.updated, now), new, email)
        if refusal is None:
            if new.get("card", self.card) != self.card:
                self.redeem = None
            for name, value in new.items():
                setattr(self, name, value)
            self._moved(now)
        return refusal

    def add(self, lines: list[Line], now: datetime, *, merge: bool = False) -> str | None:
        """O9, O10, O16."""
        given = [line.id.lower() for line in lines if line.id is not None]
        if not 1 <= len(lines) <= 100 or len(set(given)) != len(given):
            return BUG
        if self.completed:
            return "CHECKOUT_IS_COMPLETE"
        if set(given) & set(self.ids()):
            return "ALREADY_EXISTS"
        held, apart = copy.deepcopy(self.lines), []
        for line in copy.deepcopy(lines):
            like = [one for one in (*held, *apart) if (one.item, one.colour) == (line.item, line.colour)]
            if merge and like and not line.known.get("fixed"):
                like[0].quantity += line.quantity
            else:
                apart.append(line)
        if any(line.quantity > 100_000 for line in (*held, *apart)):
            return BUG
        if len(held) + len(apart) > 300:
            return "MAX_LINE_ITEMS_EXCEEDED"
        numbers = [int(one[len(NUMBERED) :]) for one in self.ids() if one.startswith(NUMBERED)]
        self.lines = held + numbered(apart, set(self.ids()), max(numbers, default=0) + 1)
        self._moved(now)
        return None

    def remove(self, ids: list[str], now: datetime) -> str | None:
        """O11, O12."""
        if not 1 <= len(ids) <= 300:
            return BUG
        if self.completed:
            return "CHECKOUT_IS_COMPLETE"
        gone = {one.lower() for one in ids}
        if gone - set(self.ids()):
            return "NOT_FOUND"
        self.lines = [line for line in self.lines if line.id.lower() not in gone]
        self.merchants, self.memberships = _forgetful(self.merchants, gone), _forgetful(self.memberships, gone)
        self._moved(now)
        return None

    def requantify(self, shop: Shop, quantities: dict[str, int], now: datetime) -> str | None:
        """O13."""
        asked = {one.lower(): quantity for one, quantity in quantities.items()}
        if not asked or len(asked) < len(quantities) or not all(1 <= many <= 100_000 for many in asked.values()):
            return BUG
        if self.completed:
            return "CHECKOUT_IS_COMPLETE"
        if set(asked) - set(self.ids()):
            return "NOT_FOUND"
        found: dict[str, int] = {}
        for line in self.lines:
            wanted = asked.get(line.id.lower())
            if wanted is not None:
                left = shop.stock.get(line.item)
                fixed = line.known.get("fixed", False)
                found[line.id] = min(wanted, left) if left and not (fixed and wanted == line.quantity) else wanted
                if fixed and found[line.id] != line.quantity:
                    return "FIXED_QUANTITY_ITEM"
        for line in self.lines:
            line.quantity = found.get(line.id, line.quantity)
        self._moved(now)
        return None

    def drop(self, what: str, now: datetime, *, locks_hold: bool = False) -> str | None:
        """O8: remove `coupon`, `card` (with the amount asked of it) or `url`."""
        if self.completed:
            return "CHECKOUT_IS_COMPLETE"
        names = ("card", "redeem") if what == "card" else (what,)
        if all(getattr(self, name) is None for name in names):
            return None
        if locks_hold and what == "coupon" and self.locks[0]:
            return "COUPON_LOCKED"
        if locks_hold and what == "card" and self.locks[1]:
            return "GIFT_CARD_LOCKED"
        for name in names:
            setattr(self, name, None)
        self._moved(now)
        return None

    def complete(self, now: datetime, order: str | None) -> str | None:
        """O2."""
        if not self.completed:
            self.completed, self.order = True, order or self.order
            self._moved(now)
        elif order is not None and self.order is None:
            self.order = order
            self._moved(now)
        elif order is not None and order.lower() != self.order.lower():
            return "CHECKOUT_IS_COMPLETE"
        return None


def unpayable(lines: list[Line]) -> list[str]:
    """O15: the ids of the lines that describe themselves and are not paid in full, as these lines are numbered."""
    full = {"FULL_PAYMENT_ONLINE", "FULL_PAYMENT_OFFLINE"}
    return [line.id for line in numbered(lines, set(), 1) if CUSTOMS.get(line.item, CUSTOMS[CUSTOM]) not in full]


def numbered(lines: list[Line], taken: set[str], first: int) -> list[Line]:
    """O9: a line without an id gets the number of its place, counted from ``first``, or the next that is free."""
    taken = taken | {line.id.lower() for line in lines if line.id is not None}
    named = []
    for number, line in enumerate(copy.deepcopy(lines), first):
        free = number
        while line.id is None:
            if f"{NUMBERED}{free:012d}" not in taken:
                line.id = f"{NUMBERED}{free:012d}"
            free += 1
        taken.add(line.id.lower())
        named.append(line)
    return named


def _forgetful(entries: list[tuple], gone: set[str]) -> list[tuple]:
    """O12: what names lines, without those that are gone; nothing where it named no other."""
    left = [(what, tuple(one for one in ids if one.lower() not in gone), ids) for what, ids in entries]
    return [(what, rest) for what, rest, ids in left if rest or not ids]
