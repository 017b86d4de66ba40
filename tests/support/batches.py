"""A batch beside `price`: what each of its carts must come to, and whether it does."""

import checkout_core as cc
from checkout_core.model.scenario import Scenario
from checkout_core.whatif.batch import INT64, SCALAR_KEY, price_batch, sweep
from checkout_core.whatif.carts import carts_to_arrow
from checkout_core.whatif.changes import checkout_in, store_in
from checkout_core.whatif.what_if import FIGURES, figures_of

AS_IT_IS = Scenario(name="as it is")
NO_COLUMN = "a column holds no more"
"""The end of the words for a price that is larger than any column could say."""


def expected(checkout, store, scenario=AS_IT_IS):
    """The figures by `price` and the lines' prices, discounts and taxes; or words of why there are none."""
    try:
        priced = cc.price(checkout_in(scenario, checkout, store), store_in(scenario, store))
    except cc.CheckoutCoreError as error:
        return str(error)
    figures = priced.figures
    if not all(figure in INT64 for figure in figures_of(priced)):
        return NO_COLUMN
    lines = zip(figures.line_prices, figures.discounts, figures.taxes, strict=True)
    return figures_of(priced), [*lines]


def rows_of(result):
    """Each row of a batch that was priced with its lines: figures and lines as `expected` has them, or the words."""
    figures = zip(*(result.column(name).to_pylist() for name in FIGURES), strict=True)
    lines = [
        None if row is None else [(line["price"], line["discount"], line["tax"]) for line in row]
        for row in result.column("lines").to_pylist()
    ]
    errors = result.column("error").to_pylist()
    for row, cart_lines, error in zip(figures, lines, errors, strict=True):
        if error is None:
            yield row, cart_lines
        else:
            assert set(row) == {None}
            assert cart_lines is None
            yield NO_COLUMN if error.endswith(NO_COLUMN) else error


def priced_alike(checkouts, store, scenario=None, *, documents=True, threads=1):
    """Price the checkouts as a batch, and each by itself; whether they agree is asserted. Returns batch and result."""
    batch = carts_to_arrow(checkouts, store, documents=documents)
    result = price_batch(batch, scenario, lines=True, threads=threads)
    assert result.column("id").to_pylist() == [checkout.id for checkout in checkouts]
    for checkout, got in zip(checkouts, rows_of(result), strict=True):
        want = expected(checkout, store, scenario or AS_IT_IS)
        assert got == want, differences(got, want)
    rerouted = result.column("scalar").to_pylist()
    assert result.schema.metadata[SCALAR_KEY] == str(sum(rerouted)).encode()
    for why, scalar, error in zip(
        batch.column("scalar").to_pylist(), rerouted, result.column("error").to_pylist(), strict=True
    ):
        assert why is None or scalar or error is not None
        assert not (scalar and error is not None)
    swept = sweep(batch, [scenario] if scenario else [], threads=threads)
    errors = swept.column("error").to_pylist()  # of the baseline, too
    for got, total, error in zip(swept.column(-3).to_pylist(), result.column("total").to_pylist(), errors, strict=True):
        assert got == (total if error is None else None)
    return batch, result


def differences(got, want):
    """What differs between two rows of `rows_of`, by name."""
    if isinstance(got, str) or isinstance(want, str):
        return got, want
    named = zip(FIGURES, got[0], want[0], strict=True)
    return [entry for entry in named if entry[1] != entry[2]], got[1], want[1]
