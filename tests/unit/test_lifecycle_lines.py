"""Operations on the lines of a checkout: adding, merging, removing, quantities."""

from decimal import Decimal

import attrs
import pytest
import samples
from opened import LATER, changed_fields, ids, many, opened, quantities, refusal, store
from samples import APP, SHIRT, SHOE, guid, simple_item, usd

import checkout_core as cc

STORE = samples.full_store()
FULL = samples.full_checkout()
LETTERS = "ABCDEF00-0000-0000-0000-00000000000A"
GONE = cc.CatalogReference(APP, "gone")


def add(checkout, *lines, in_store=STORE, **changes):
    """The checkout with these lines added."""
    return cc.add_to_checkout(checkout, in_store, lines, now=LATER, **changes)


def merge(checkout, *lines, **changes):
    """The checkout with these lines merged in."""
    return add(checkout, *lines, merge_equal_lines=True, **changes)


def remove(checkout, *line_ids):
    """The checkout without these lines."""
    return cc.remove_line_items(checkout, line_ids, now=LATER)


def update(checkout, asked, in_store=STORE):
    """The checkout with these quantities."""
    return cc.update_line_items_quantity(checkout, in_store, asked, now=LATER)


def shoes(*line_ids, **fields):
    """Lines of shoes under these ids."""
    return [cc.LineRequest(SHOE, id=own, **fields) for own in line_ids]


class TestAdd:
    """Lines are added at the end, under ids of their own."""

    def test_the_lines_follow_in_their_order(self):
        """Everything about them is taken over; the lines before stay."""
        requests = samples.full_request().lines[:3]
        after = add(FULL, *requests)
        assert after.line_items[:6] == FULL.line_items
        for line, request in zip(after.line_items[6:], requests, strict=True):
            for field in attrs.fields(cc.LineRequest):
                if field.name != "id":
                    assert getattr(line, field.name) == getattr(request, field.name)

    @pytest.mark.parametrize(
        ("held", "added", "expected"),
        [
            ([1, 2], [None, None], [1, 2, 3, 4]),
            ([1, 2, 3], [50, None, None], [1, 2, 3, 50, 5, 6]),
            ([1], [4, None, None, None], [1, 4, 3, 5, 6]),
            ([1], [None, 3, None], [1, 2, 3, 4]),
            ([7, 2], [None], [7, 2, 8]),
            ([], [None], [1]),
            ([999_999_999_399], [None], [999_999_999_399, 999_999_999_400]),
            ([999_999_999_400], [None], [999_999_999_400, 1]),
            ([999_999_999_998], [None, None], [999_999_999_998, 1, 2]),
            ([1, 999_999_999_999], [None, None], [1, 999_999_999_999, 2, 3]),
        ],
    )
    def test_numbers_go_on_after_the_highest_that_is_there(self, held, added, expected):
        """By place, as at creation; given ids are passed over; near the end of the numbers they begin again."""
        checkout = opened(lines=shoes(*map(guid, held or [1])))
        checkout = checkout if held else remove(checkout, guid(1))
        after = add(checkout, *shoes(*(number and guid(number) for number in added)))
        assert ids(after) == expected

    def test_the_id_of_a_line_removed_from_among_others_does_not_return(self):
        """Of lines 1 to 4 the last stays: the next is 5."""
        checkout = remove(many(4), guid(1), guid(2), guid(3))
        assert ids(add(checkout, *shoes(None))) == [4, 5]

    def test_ids_that_are_no_numbers_do_not_count(self):
        """Letters, and GUIDs of another form."""
        checkout = opened(lines=shoes(LETTERS, "00000000-0000-0000-0000-00000000000B", samples.APP, guid(2)))
        assert add(checkout, *shoes(None)).line_items[-1].id == guid(3)

    @pytest.mark.parametrize(("held", "added"), [(LETTERS, LETTERS.lower()), (LETTERS.lower(), LETTERS)])
    def test_an_id_that_is_there_in_another_case_exists(self, held, added):
        """Ids are one whatever their case."""
        error = refusal(lambda: add(opened(lines=shoes(held)), *shoes(added)))
        assert (error.code, error.data) == ("ALREADY_EXISTS", {"lineItemIds": [added]})

    @pytest.mark.parametrize(("held", "added"), [(1, 100), (200, 100), (299, 1)])
    def test_as_many_as_may_be(self, held, added):
        """100 at once, 300 in all."""
        assert len(add(many(held), *shoes(None) * added).line_items) == held + added

    @pytest.mark.parametrize(("held", "added"), [(201, 100), (300, 1)])
    def test_one_too_many(self, held, added):
        """The data tells the limit and what it would have been."""
        error = refusal(lambda: add(many(held), *shoes(None) * added))
        assert (error.code, error.data) == ("MAX_LINE_ITEMS_EXCEEDED", {"limit": 300, "lineItems": 301})

    @pytest.mark.parametrize(
        ("lines", "field"),
        [
            ([], "add_to_checkout.lines"),
            (shoes(None) * 101, "add_to_checkout.lines"),
            (None, "add_to_checkout.lines"),
            (shoes(None)[0], "add_to_checkout.lines"),
            ([FULL.line_items[0]], "add_to_checkout.lines[0]"),
            ([*shoes(None), SHOE], "add_to_checkout.lines[1]"),
            (shoes(LETTERS, LETTERS.lower()), "add_to_checkout.lines[1].id"),
            ([cc.CartLine(SHOE, quantity=0)], "add_to_checkout.lines[0].quantity"),
        ],
    )
    @pytest.mark.parametrize("merged", [True, False])
    def test_a_wrong_argument_is_named(self, lines, field, merged):
        """Also on a completed checkout."""
        for checkout in (FULL, attrs.evolve(FULL, completed=True)):
            with pytest.raises(cc.InvalidField) as caught:
                cc.add_to_checkout(checkout, STORE, lines, now=LATER, merge_equal_lines=merged)
            assert caught.value.field == field

    def test_merging_is_a_flag(self):
        """Nothing that is merely true."""
        with pytest.raises(cc.InvalidField, match="merge_equal_lines"):
            add(FULL, *shoes(None), merge_equal_lines=1)

    def test_any_iterable_will_do(self):
        """A generator is read once."""
        assert ids(cc.add_to_checkout(many(1), STORE, (line for line in shoes(None, None)), now=LATER)) == [1, 2, 3]

    def test_stock_is_not_looked_at(self):
        """What is short is told by the price."""
        assert quantities(add(many(1), cc.LineRequest(SHIRT, quantity=31))) == [1, 31]


class TestMerge:
    """Equal lines become one where the caller asks for it."""

    def test_by_default_equal_lines_stay_separate(self):
        """Each with an id of its own."""
        assert quantities(add(many(1), *shoes(None, None))) == [1, 1, 1]

    def test_the_quantity_is_added_to_the_first_equal_line(self):
        """Whose id stays; nothing else changes."""
        checkout = many(2)
        after = merge(checkout, *shoes(None, quantity=4))
        assert (ids(after), quantities(after)) == ([1, 2], [5, 1])
        assert changed_fields(checkout, after) == {"line_items", "updated_date"}

    def test_equal_lines_of_one_addition_become_one(self):
        """The first is a line of its own, under its id, and others fill the numbers."""
        lines = [cc.LineRequest(GONE, id=guid(8), quantity=2), *shoes(None), cc.LineRequest(GONE, id=guid(9))]
        after = merge(opened(lines=[cc.LineRequest(SHIRT)]), *lines, *shoes(None))
        assert (ids(after), quantities(after)) == ([1, 8, 3], [1, 3, 2])

    DIFFERENT = (
        cc.LineRequest(cc.CatalogReference(APP, "shoe", {"size": 41})),
        cc.LineRequest(SHOE, catalog_override_fields=cc.CatalogOverrideFields(price=usd("85"))),
        cc.LineRequest(SHOE, taxable_address=cc.TaxableAddress(address_type=cc.TaxableAddressType.BILLING)),
        cc.LineRequest(SHOE, extended_fields={}),
        cc.LineRequest(custom_item=simple_item("85")),
        cc.LineRequest(SHOE, custom_item=simple_item("85")),
    )

    @pytest.mark.parametrize("line", DIFFERENT)
    def test_lines_that_differ_in_anything_stay_separate(self, line):
        """Reference, options, overrides, address, extensions, item; and each equals itself."""
        after = merge(many(1), line)
        assert quantities(after) == [1, 1]
        assert quantities(merge(after, line)) == [1, 2]

    def test_a_given_id_is_not_used_and_must_be_new_all_the_same(self):
        """One that is there already is refused, as without merging."""
        assert ids(merge(many(1), *shoes(guid(5)))) == [1]
        assert refusal(lambda: merge(many(1), *shoes(guid(1)))).code == "ALREADY_EXISTS"

    def test_items_of_fixed_quantity_stay_separate(self):
        """The catalog's and a custom one; their quantity may not change."""
        custom = simple_item("5", fixed_quantity=True)
        lines = [cc.LineRequest(SHIRT), cc.LineRequest(custom_item=custom)]
        after = merge(opened(lines=lines), *lines, *lines)
        assert quantities(after) == [1] * 6

    def test_a_full_checkout_takes_what_it_has_already(self):
        """300 lines stay 300; more than 300 are counted after merging."""
        assert len(merge(many(300), *shoes(None) * 100).line_items) == 300
        error = refusal(lambda: merge(many(299), *shoes(None), cc.LineRequest(GONE), cc.LineRequest(SHIRT)))
        assert error.data == {"limit": 300, "lineItems": 301}

    def test_a_merged_quantity_is_bounded(self):
        """100,000 in all; the error names the line of the addition."""
        checkout = opened(lines=shoes(None, quantity=99_999))
        assert quantities(merge(checkout, *shoes(None))) == [100_000]
        for lines in (shoes(None, quantity=2), shoes(None) * 2):
            with pytest.raises(cc.InvalidField, match="more of what the checkout has") as caught:
                merge(checkout, *lines)
            assert caught.value.field == f"add_to_checkout.lines[{len(lines) - 1}].quantity"


class TestRemove:
    """Lines go, and what named them forgets them."""

    def test_the_others_stay_in_their_order(self):
        """Ids in any order, given twice, in another case."""
        checkout = opened(lines=shoes(guid(1), LETTERS, guid(2), guid(3)))
        assert ids(remove(checkout, guid(3), LETTERS.lower(), LETTERS, guid(3))) == [1, 2]

    def test_all_lines_can_go(self):
        """An empty checkout is one, and has a price."""
        empty = remove(FULL, *(line.id for line in FULL.line_items))
        assert empty.line_items == ()
        assert cc.price(empty, STORE).summary.subtotal == usd("0")
        assert ids(remove(many(300), *map(guid, range(1, 301)))) == []

    def test_an_unknown_id_removes_nothing(self):
        """All or nothing; each unknown id is told once."""
        error = refusal(lambda: remove(FULL, guid(1), LETTERS, LETTERS))
        assert (error.code, error.status, error.data) == ("NOT_FOUND", 404, {"lineItemIds": [LETTERS]})
        assert samples.full_checkout() == FULL

    @pytest.mark.parametrize("line_ids", [[], [guid(1)] * 301, None, guid(1), ["1"], [1], {guid(1): 1}])
    def test_a_wrong_argument_is_named(self, line_ids):
        """1 to 300 ids, no text for a list."""
        for checkout in (FULL, attrs.evolve(FULL, completed=True)):
            with pytest.raises(cc.InvalidField, match=r"remove_line_items\.line_item_ids"):
                cc.remove_line_items(checkout, line_ids, now=LATER)

    def test_selected_memberships_forget_the_line(self):
        """One that named others names them still; one that named no other is gone; an unknown id stays."""
        names = {"a": (1, 2), "b": (2,), "c": (3, 2, 1), "d": (77,), "e": (2, 77)}
        chosen = [
            cc.SelectedMembership(id=name, app_id=APP, line_item_ids=[guid(number) for number in numbers])
            for name, numbers in names.items()
        ]
        options = cc.MembershipOptions(selected_memberships=cc.SelectedMemberships(memberships=chosen))
        checkout = attrs.evolve(many(3), membership_options=options)
        left = remove(checkout, guid(2)).membership_options.selected_memberships.memberships
        found = {entry.id: tuple(int(own[-2:]) for own in entry.line_item_ids) for entry in left}
        assert found == {"a": (1,), "c": (3, 1), "d": (77,), "e": (77,)}
        assert {entry.app_id for entry in left} == {APP}

    def test_merchant_discounts_forget_the_line(self):
        """One that named only removed lines is gone, and never one on all lines; one on all stays."""
        names = [(1, 2), (2,), (), (77,), (3, 2)]
        discounts = [
            cc.MerchantDiscount(percentage=Decimal(place), line_item_ids=[guid(number) for number in numbers])
            for place, numbers in enumerate(names, 1)
        ]
        checkout = attrs.evolve(many(3), merchant_discounts=discounts)
        left = remove(checkout, guid(2)).merchant_discounts
        found = [(int(entry.percentage), tuple(int(own[-2:]) for own in entry.line_item_ids)) for entry in left]
        assert found == [(1, (1,)), (3, ()), (4, (77,)), (5, (3,))]

    @pytest.mark.parametrize("named", [LETTERS, LETTERS.lower()])
    @pytest.mark.parametrize("removed", [LETTERS, LETTERS.lower()])
    def test_ids_are_forgotten_whatever_their_case(self, named, removed):
        """In selection and discount."""
        chosen = cc.SelectedMembership(id="gold", app_id=APP, line_item_ids=[named])
        options = cc.MembershipOptions(selected_memberships=cc.SelectedMemberships(memberships=[chosen]))
        discount = cc.MerchantDiscount(amount=usd("1"), line_item_ids=[named])
        held = opened(lines=shoes(LETTERS, None))
        held = attrs.evolve(held, membership_options=options, merchant_discounts=[discount])
        after = remove(held, removed)
        assert after.membership_options == cc.MembershipOptions()
        assert after.merchant_discounts == ()

    def test_what_named_no_removed_line_is_not_touched(self):
        """Line 6 of the full checkout is named by nobody."""
        assert changed_fields(FULL, remove(FULL, guid(6))) == {"line_items", "updated_date"}


class TestQuantities:
    """The new total of each line, as far as the stock goes."""

    def held(self, **fields):
        """A checkout of two lines, two units each, and a store where the first item has these fields."""
        shop = store(catalog={**STORE.catalog, SHOE: simple_item("85", **fields)})
        return opened(lines=[cc.LineRequest(SHOE, quantity=2), cc.LineRequest(GONE, quantity=2)]), shop

    @pytest.mark.parametrize(
        ("stock", "asked", "new"),
        [
            (None, 100_000, 100_000),
            (30, 1, 1),
            (30, 30, 30),
            (30, 31, 30),
            (1, 100_000, 1),
            (1, 2, 1),
            (0, 5, 5),
            (0, 1, 1),
        ],
    )
    def test_what_is_asked_or_the_stock_left(self, stock, asked, new):
        """A total, not a difference; without stock what was asked; the other line stays."""
        checkout, shop = self.held(quantity_available=stock)
        after = update(checkout, {guid(1): asked}, shop)
        assert quantities(after) == [new, 2]
        assert changed_fields(checkout, after) == ({"line_items"} if new != 2 else set()) | {"updated_date"}

    def test_an_item_that_is_not_found_gets_what_was_asked(self):
        """There is no stock to look at."""
        checkout, shop = self.held()
        assert quantities(update(checkout, {guid(2): 7}, shop)) == [2, 7]

    def test_a_custom_lines_own_stock_counts(self):
        """It is its own item."""
        checkout = opened(lines=[cc.LineRequest(custom_item=simple_item("5", quantity_available=3))])
        assert quantities(update(checkout, {guid(1): 9})) == [3]

    def test_several_lines_at_once_each_by_itself(self):
        """Two lines of one item do not share its stock; only the quantity of a line changes."""
        shop = store(catalog={SHOE: simple_item("85", quantity_available=5)})
        checkout = attrs.evolve(FULL, line_items=many(3).line_items)
        after = update(checkout, {guid(3): 9, guid(1): 4}, shop)
        assert quantities(after) == [4, 1, 5]
        assert [line.catalog_reference for line in after.line_items] == [SHOE] * 3

    def test_ids_match_whatever_their_case(self):
        """The line's own spelling stays."""
        checkout = opened(lines=shoes(LETTERS))
        assert update(checkout, {LETTERS.lower(): 3}).line_items == (
            cc.LineItem(id=LETTERS, quantity=3, catalog_reference=SHOE),
        )

    @pytest.mark.parametrize(("stock", "asked"), [(None, 2), (5, 2), (1, 2), (0, 2), (2, 3), (2, 100_000)])
    def test_a_fixed_quantity_that_stays_is_no_offence(self, stock, asked):
        """Asked for what it is, whatever the stock, or brought back to that by the stock."""
        checkout, shop = self.held(fixed_quantity=True, quantity_available=stock)
        assert quantities(update(checkout, {guid(1): asked, guid(2): 4}, shop)) == [2, 4]

    @pytest.mark.parametrize(("stock", "asked"), [(None, 3), (None, 1), (3, 3), (3, 9), (1, 3), (0, 3), (2, 1)])
    def test_a_fixed_quantity_does_not_change(self, stock, asked):
        """And nothing else changes with it."""
        checkout, shop = self.held(fixed_quantity=True, quantity_available=stock)
        error = refusal(lambda: update(checkout, {guid(2): 4, guid(1): asked}, shop))
        assert (error.code, error.data) == ("FIXED_QUANTITY_ITEM", {"lineItemIds": [guid(1)]})

    def test_all_lines_of_fixed_quantity_are_told(self):
        """In the order of the checkout."""
        shop = store(catalog={SHOE: simple_item("85", fixed_quantity=True)})
        error = refusal(lambda: update(many(3), {guid(3): 2, guid(1): 2}, shop))
        assert error.data == {"lineItemIds": [guid(1), guid(3)]}

    @pytest.mark.parametrize(
        "asked",
        [
            None,
            [(guid(1), 1)],
            {},
            {guid(number): 1 for number in range(1, 102)},
            {"1": 1},
            {1: 1},
            {guid(1): 0},
            {guid(1): 100_001},
            {guid(1): 1.0},
            {guid(1): True},
            {guid(1): "2"},
            {LETTERS: 1, LETTERS.lower(): 1},
        ],
    )
    def test_a_wrong_argument_is_named(self, asked):
        """1 to 100 entries, GUIDs, 1 to 100,000 units, each line once."""
        for checkout in (many(101), attrs.evolve(many(1), completed=True)):
            with pytest.raises(cc.InvalidField) as caught:
                update(checkout, asked)
            assert caught.value.field.startswith("update_line_items_quantity.quantities")

    def test_a_hundred_lines_at_once(self):
        """The most there may be."""
        assert quantities(update(many(100), {guid(number): 2 for number in range(1, 101)})) == [2] * 100
