"""How tests look at a published checkout: which of its members are amounts, and what it says in the words of inputs."""

import importlib
import pkgutil

import attrs

import checkout_core.model
from checkout_core.wire.names import spelling

FORMS = {"amount", "convertedAmount", "formattedAmount", "formattedConvertedAmount"}
"""The members of an amount."""


def _amount_names():
    """The wire names of all Money in the model, be it a field or a property."""
    for module in pkgutil.iter_modules(checkout_core.model.__path__):
        for thing in vars(importlib.import_module(f"checkout_core.model.{module.name}")).values():
            if isinstance(thing, type) and attrs.has(thing):
                fields = {field.name: str(field.type) for field in attrs.fields(thing)}
                properties = {
                    name: str(value.fget.__annotations__["return"])
                    for name, value in vars(thing).items()
                    if isinstance(value, property)
                }
                kinds = fields | properties
                yield from (spelling(name, "velo") for name, kind in kinds.items() if kind in {"Money", "Money | None"})


AMOUNTS = frozenset(_amount_names()) - {"from", "to"}
"""What amounts are called; the ends of ranges are none of them, for a range may be one of time."""


def half_said(document, path="$"):
    """The places of amounts that are bare text, and of texts without a translation.

    Data for programs is free; in `catalogOverrideFields` amounts are documented to be plain, and in
    `merchantDiscounts` they are as a request states them.
    """
    if isinstance(document, dict):
        if "original" in document and "translated" not in document:
            yield path
        for name, value in document.items():
            plain = path.endswith(".catalogOverrideFields") or path.startswith("$.merchantDiscounts[")
            if name in AMOUNTS and isinstance(value, str) and document.keys() != FORMS and not plain:
                yield f"{path}.{name}"
            if name not in {"data", "extendedFields", "customFields", "options"}:
                yield from half_said(value, f"{path}.{name}")
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from half_said(value, f"{path}[{index}]")


def as_stated(document):
    """The document in the words of an input: an amount is its number, a translation that repeats the text is absent."""
    if isinstance(document, list):
        return [as_stated(value) for value in document]
    if not isinstance(document, dict):
        return document
    if document.keys() == FORMS:
        return document["amount"]
    repeats = "original" in document and document.get("translated") == document["original"]
    return {name: as_stated(value) for name, value in document.items() if name != "translated" or not repeats}
