"""Arrow columns as the kernel wants them: NumPy arrays without nulls, texts as codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from checkout_core.errors import InvalidField
from checkout_core.whatif.kernel.columns import NONE, Carts, Codes, Flags, Ints
from checkout_core.whatif.schema import CARTS, LINE

NEEDED: Final = [field.name for field in LINE if not field.nullable]


SMALL: Final = 2**59
"""Both parts of a ratio must be below this, for the kernel."""


class Names(NamedTuple):
    """Texts of a column as codes: code 0 is none, code c stands for ``texts[c - 1]``."""

    codes: Codes
    texts: list[str]


class Columns:
    """The columns of a batch of carts, each made when it is asked for; those that are left out are all nulls."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.count: int = batch.num_rows
        self._carts = dict(zip(batch.schema.names, batch.columns, strict=True))
        lines = self._lines()
        self.first: Ints = lines.offsets.to_numpy().astype(np.int64)
        start, end = (int(self.first[0]), int(self.first[-1])) if self.count else (0, 0)
        self.first -= start
        values = lines.values.slice(start, end - start)
        self.line_count: int = len(values)
        self._fields = dict(zip((field.name for field in values.type), values.flatten(), strict=True))
        for name in NEEDED:
            if name not in self._fields:
                raise InvalidField(f"batch.lines.{name}", None, "a column of int64")

    def has(self, name: str) -> bool:
        """Whether there is a column of this name, of the carts or, as ``lines.…``, of the lines."""
        line = name.removeprefix("lines.")
        return line in self._fields if line != name else name in self._carts

    def need(self, name: str, why: str) -> None:
        """Raise `InvalidField` where there is no column of this name: nothing would change, and look like an answer."""
        if not self.has(name):
            raise InvalidField(f"batch.{name}", None, f"a column, since {why}")

    def carts_with(self, lines: Flags) -> Flags:
        """Which carts have one of these lines."""
        carts = np.zeros(self.count, np.bool_)
        carts[np.searchsorted(self.first, np.flatnonzero(lines), side="right") - 1] = True
        return carts

    def _lines(self) -> pa.ListArray:
        lines = self._carts.get("lines")
        if lines is not None and pa.types.is_large_list(lines.type):
            lines = _cast("batch.lines", lines, pa.list_(lines.type.value_type))
        if lines is None or not pa.types.is_list(lines.type) or not pa.types.is_struct(lines.type.value_type):
            given = None if lines is None else str(lines.type)
            raise InvalidField("batch.lines", given, f"a column of lists of {LINE}")
        return lines if lines.null_count == 0 else pc.fill_null(lines, [])

    def texts(self, name: str) -> pa.Array:
        """A column of texts of the carts."""
        return _cast(f"batch.{name}", self._cart(name), pa.string())

    def numbers(self, name: str, default: int) -> Ints:
        """A column of whole numbers of the carts; nulls are the default."""
        return _numbers(f"batch.{name}", self._cart(name), default)

    def line_numbers(self, name: str, default: int) -> Ints:
        """A column of whole numbers of the lines; nulls are the default."""
        return _numbers(f"batch.lines.{name}", self._line(name), default)

    def line_flags(self, name: str, *, default: bool) -> Flags:
        """A column of flags of the lines; nulls are the default."""
        array = _cast(f"batch.lines.{name}", self._line(name), pa.bool_())
        if array.null_count == len(array):
            return np.full(len(array), default)
        return np.asarray(pc.fill_null(array, default).to_numpy(zero_copy_only=False))

    def names(self, name: str) -> Names:
        """A column of few different texts of the carts, as codes."""
        return _names(f"batch.{name}", self._cart(name))

    def line_names(self, name: str) -> Names:
        """A column of few different texts of the lines, as codes."""
        return _names(f"batch.lines.{name}", self._line(name))

    def instants(self) -> tuple[Ints, Flags]:
        """The carts' instants in microseconds, and of which of them it is known."""
        array = _cast("batch.instant", self._cart("instant"), pa.timestamp("us", tz="UTC"))
        known = ~np.asarray(array.is_null().to_numpy(zero_copy_only=False))
        return _numbers("batch.instant", array.cast(pa.int64()), 0), known

    def charges(self) -> tuple[Ints, Ints]:
        """The carts' own fees: where each cart's begin, and the amounts."""
        lists = _cast("batch.charges", self._cart("charges"), pa.list_(pa.int64()))
        if lists.null_count == len(lists):
            return np.zeros(len(lists) + 1, np.int64), np.zeros(0, np.int64)
        lists = pc.fill_null(lists, []) if lists.null_count else lists
        offsets = lists.offsets.to_numpy().astype(np.int64)
        values = lists.values.slice(int(offsets[0]), int(offsets[-1] - offsets[0]))
        return offsets - offsets[0], _numbers("batch.charges", values, NONE)

    def _cart(self, name: str) -> pa.Array:
        found = self._carts.get(name)
        return pa.nulls(self.count, CARTS.field(name).type) if found is None else found

    def _line(self, name: str) -> pa.Array:
        found = self._fields.get(name)
        return pa.nulls(self.line_count, LINE.field(name).type) if found is None else found


def carts_of(
    columns: Columns, *, items: Codes, scopes: Codes, taxes: tuple[Codes, Codes, Codes], option: Codes
) -> Carts:
    """The columns that the kernel reads. ``taxes`` are those of lines, delivery and fees."""
    first_charge, charge = columns.charges()
    return Carts(
        first=columns.first,
        quantity=columns.line_numbers("quantity", NONE),
        price=columns.line_numbers("price", NONE),
        modifiers=columns.line_numbers("modifiers", 0),
        parts=columns.line_numbers("parts", 1),
        deposit=columns.line_numbers("deposit", NONE),
        later=columns.line_flags("later", default=False),
        found=columns.line_flags("found", default=True),
        in_stock=columns.line_flags("in_stock", default=True),
        item=items,
        scopes=scopes,
        ppm=columns.line_numbers("tax_ppm", 0),
        taxes=taxes[0],
        shipping=columns.numbers("shipping", NONE),
        free_from=columns.numbers("free_from", NONE),
        option=option,
        shipping_ppm=columns.numbers("shipping_ppm", 0),
        shipping_taxes=taxes[1],
        first_charge=first_charge,
        charge=charge,
        fee_ppm=columns.numbers("fee_ppm", 0),
        fee_taxes=taxes[2],
        gift_card=columns.numbers("gift_card", NONE),
        redeem=columns.numbers("redeem", NONE),
    )


def _numbers(name: str, array: pa.Array, default: int) -> Ints:
    array = _cast(name, array, pa.int64())
    if array.null_count == len(array):
        return np.full(len(array), default, np.int64)
    if array.null_count:
        array = pc.fill_null(array, default)
    return np.asarray(array.to_numpy())


def _names(name: str, array: pa.Array) -> Names:
    if not pa.types.is_dictionary(array.type) or array.dictionary.null_count:
        array = _cast(name, array, pa.string()).dictionary_encode()
    texts = _cast(name, array.dictionary, pa.string()).to_pylist()
    codes = _numbers(name, array.indices, -1)
    return Names((codes + 1).astype(np.int32), texts)


_KINDS: Final[dict[Any, tuple[Callable[[Any], bool], ...]]] = {
    pa.int64(): (pa.types.is_integer,),
    pa.bool_(): (pa.types.is_boolean,),
    pa.string(): (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_dictionary),
    pa.timestamp("us", tz="UTC"): (pa.types.is_timestamp,),
    pa.list_(pa.int64()): (pa.types.is_list, pa.types.is_large_list),
}
"""What columns of a kind may be made of: no text is a number, and no number a text."""


def _cast(name: str, array: pa.Array, kind: Any) -> pa.Array:
    if array.type == kind:
        return array
    try:
        if pa.types.is_null(array.type) or any(is_of(array.type) for is_of in _KINDS.get(kind, (_is_any,))):
            return array.cast(kind)
    except pa.ArrowException:
        pass
    raise InvalidField(name, f"a column of {array.type}", f"a column of {kind}")


def _is_any(_: Any) -> bool:
    return True


def no_names(count: int) -> Names:
    """A column of so many texts, none of which matters."""
    return Names(np.zeros(count, np.int32), [])


def ints(values: Iterable[int]) -> Ints:
    """A column of whole numbers."""
    return np.array(list(values), np.int64)


def is_small(numerator: int, denominator: int) -> bool:
    """Whether the kernel can hold the ratio."""
    return numerator < SMALL and denominator < SMALL
