"""Strategies read off the model: a field's limit says what it may hold, the class's rules what fits together."""

from collections.abc import Callable
from datetime import UTC
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from checkout_core.currencies import currency, exponent
from checkout_core.model import _limits as limits
from checkout_core.model import _numbers as numbers
from checkout_core.model._rules import NotBelow, OneOf, Rule, SomeOf, Tagged
from checkout_core.model.item_details import ShortName, TranslatableString
from checkout_core.model.json_value import JsonObject, freeze
from checkout_core.money import Money
from checkout_core.testing.strategies.basics import EMAILS, GUID_END, INSTANTS, MEMBERS, amounts, maybe, remembered
from checkout_core.testing.strategies.moneys import currencies
from checkout_core.testing.strategies.own import OWN

T = TypeVar("T")

WORDS = ("Shirt", "Größe 40", "a", "0", "", "straße 5 ", "Tシャツ", '<a href="https://shop.example">here</a>')
KNOWN = (GUID_END.format(1), *MEMBERS, MEMBERS[0].upper(), *EMAILS, "US", "DE", "BR", "JP")
"""Text of the shapes that patterns ask for."""
LONGER = 12
"""Drawn text is so much longer than it must be, at most."""
LONGEST_FILLED = 50
"""Up to here text is now and then as long as it may be."""
MORE = 2
"""Drawn tuples have so many entries more than they must have, at most."""


@remembered
def objects(kind: type[T], code: str) -> st.SearchStrategy[T]:
    """Objects of a class of the model: its own strategy's, else field by field. Every amount is in one currency."""
    own = OWN.get(kind)
    return _built(kind, code) if own is None else own(code)


@st.composite
def _built(draw: st.DrawFn, kind: type[T], code: str) -> T:
    strategies = _fields(kind, code)
    values = {name: draw(strategy) for name, (strategy, _) in strategies.items()}
    for rule in getattr(kind, "RULES", ()):
        _follow(draw, rule, values, {name: given for name, (_, given) in strategies.items()})
    return kind(**values)


@remembered
def _fields(kind: type[Any], code: str) -> dict[str, tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]]:
    """For each field what is drawn for it, and what is drawn where it must be given."""
    fields = [field for field in attrs.fields(kind) if field.init]
    return {field.alias: _field(field, code) for field in fields}


def _field(field: "attrs.Attribute[Any]", code: str) -> tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]:
    converter: object = field.converter
    if converter is currency:
        return currencies(), currencies()
    if not isinstance(field.validator, limits.Limit):
        raise TypeError(f"{field.name}: a field without a limit, of which nothing can be drawn")
    given = values(field.validator, code)
    if isinstance(field.validator, limits.Flag) and field.default is False:
        return given, st.just(True)
    if field.default is attrs.NOTHING or isinstance(field.default, attrs.Factory):  # type: ignore[arg-type]
        return given, given
    return st.just(field.default) | given, given


# --- what fits together -----------------------------------------------------------------------------------------------


def _follow(draw: st.DrawFn, rule: Rule, drawn: dict[str, Any], given: dict[str, st.SearchStrategy[Any]]) -> None:
    """Change what was drawn so that it fulfils the rule. A rule of another kind is that of a class with a strategy."""
    match rule:
        case OneOf(names, none_may):
            kept = draw(st.sampled_from([*([None] if none_may else []), *names]))
            _keep(draw, kept, names, drawn, given)
        case Tagged(tag, fields):
            _keep(draw, fields[str(drawn[tag])], tuple(fields.values()), drawn, given)
        case SomeOf(names) if not any(_is_given(drawn[name]) for name in names):
            _keep(draw, draw(st.sampled_from(names)), names, drawn, given)
        case NotBelow((above, below)) if None not in (drawn[above], drawn[below]):
            drawn[below] = min(drawn[above], drawn[below])


def _keep(
    draw: st.DrawFn,
    kept: str | None,
    names: tuple[str, ...],
    drawn: dict[str, Any],
    given: dict[str, st.SearchStrategy[Any]],
) -> None:
    """Give the one field a value, and no other of them."""
    for name in names:
        if name != kept:
            drawn[name] = False if isinstance(drawn[name], bool) else None
        elif not _is_given(drawn[name]):
            drawn[name] = draw(given[name])


def _is_given(value: object) -> bool:
    return value is not None and value is not False


# --- what a field may hold --------------------------------------------------------------------------------------------


@remembered
def values(limit: limits.Limit, code: str) -> st.SearchStrategy[Any]:
    """What fits the limit; amounts are in this currency."""
    match limit:
        case limits.A():
            return _instances(limit, code)
        case limits.Many(entry, least, most):
            return st.lists(values(entry, code), min_size=least, max_size=min(most, least + MORE)).map(tuple)
        case limits.Either(first, second):
            return values(first, code) | values(second, code)
        case numbers.Amount() | numbers.Computed():
            return _moneys(limit, code)
        case limits.Text() | limits.Pattern():
            return _texts(limit)
    return _plain(limit)


def _plain(limit: limits.Limit) -> st.SearchStrategy[Any]:
    """What fits a limit that knows neither of money nor of text."""
    match limit:
        case numbers.Whole(least, most):
            return st.integers(least, min(most, least + 9)) | st.integers(least, most)
        case numbers.Number():
            return _numbers(limit)
        case limits.Flag():
            return st.booleans()
        case limits.Instant():
            return st.sampled_from(INSTANTS) | st.datetimes(timezones=st.just(UTC))
        case limits.Json(object_only):
            return json_objects() if object_only else json_values()
    raise TypeError(f"{type(limit).__name__}: a limit that no strategy knows")


def _moneys(limit: numbers.Amount | numbers.Computed, code: str) -> st.SearchStrategy[Money]:
    if isinstance(limit, numbers.Amount):
        finest = max(0, min(3, limit.scale - exponent(code)))
        return amounts(code, finest=finest, largest=int(limit.most), scale=limit.scale, positive=limit.above)
    signs = st.sampled_from((1, -1) if limit.negative else (1,))
    return st.tuples(amounts(code), signs).map(lambda pair: pair[0] * pair[1])


def _instances(limit: limits.A, code: str) -> st.SearchStrategy[Any]:
    if isinstance(limit, ShortName):
        original = _texts(limits.Text(1, limit.original))
        translated = maybe(_texts(limits.Text(1, limit.translated)))
        return st.builds(TranslatableString, original=original, translated=translated)
    if issubclass(limit.kind, Enum):
        return st.sampled_from([member for member in limit.kind if limit.fits(member)])
    return objects(limit.kind, code)


def _texts(limit: limits.Text | limits.Pattern) -> st.SearchStrategy[str]:
    if isinstance(limit, limits.Pattern):
        known = [text for text in KNOWN if limit.fits(text)]
        return st.sampled_from(known) | st.from_regex(limit.shape, fullmatch=True)
    words = [word for word in WORDS if limit.fits(word)]
    if limit.most <= LONGEST_FILLED:
        words.append("x" * limit.most)
    drawn = st.text(min_size=limit.least, max_size=min(limit.most, limit.least + LONGER)).filter(limit.fits)
    return st.sampled_from(words) | drawn if words else drawn


def _numbers(limit: numbers.Number) -> st.SearchStrategy[Decimal]:
    """Numbers with no decimals, with a few, with as many as there may be."""
    kinds = []
    for scale in sorted({0, min(2, limit.scale), limit.scale}):
        low, high = (int((bound * 10**scale).to_integral_value()) for bound in (limit.least, limit.most))
        low += limit.above or Decimal(f"{low}E-{scale}") < limit.least
        if low <= high:
            kinds.append(st.integers(low, high).map(partial(_decimal, scale)))
    return st.one_of(kinds)


def _decimal(scale: int, units: int) -> Decimal:
    return Decimal(f"{units}E-{scale}")


# --- free JSON --------------------------------------------------------------------------------------------------------


@remembered
def json_values() -> st.SearchStrategy[Any]:
    """JSON values, frozen: text, numbers that are exact, true, false, null, and arrays and objects of them."""
    numbers = st.integers(-(10**6), 10**6) | st.decimals(-1_000, 1_000, places=2)
    leaves = st.none() | st.booleans() | numbers | st.text(max_size=LONGER)
    return st.recursive(leaves, _json_containers, max_leaves=4).map(freeze)


def _json_containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=MORE) | st.dictionaries(st.text(max_size=5), inner, max_size=MORE)


@remembered
def json_objects() -> st.SearchStrategy[JsonObject]:
    """JSON objects, frozen, of up to two members."""
    members: Callable[[Any], Any] = freeze
    return st.dictionaries(st.text(max_size=5), json_values(), max_size=MORE).map(members)
