"""What has happened between two states of a checkout's books, as events (O17)."""

from bookkeeping import Basket, Line


def events(before: Basket | None, after: Basket) -> list[tuple]:
    """O17: what has happened between two states of the books."""
    if before == after:
        return []
    old = {} if before is None else {line.id.lower(): line for line in before.lines}
    new = {line.id.lower(): line for line in after.lines}
    same = {one for one in old.keys() & new.keys() if _content(old[one]) == _content(new[one])}
    told = [("CREATED" if before is None else "UPDATED",)]
    told += [("LINE_ITEM_REMOVED", line.id, line.quantity) for one, line in old.items() if one not in same]
    told += [("LINE_ITEM_ADDED", line.id, line.quantity) for one, line in new.items() if one not in same]
    told += [
        ("LINE_ITEM_QUANTITY_UPDATED", line.id, line.quantity, old[one].quantity)
        for one, line in new.items()
        if one in same and old[one].quantity != line.quantity
    ]
    for name, kind in (("coupon", "COUPON"), ("card", "GIFT_CARD")):
        held, now = None if before is None else getattr(before, name), getattr(after, name)
        if (held and held.upper()) != (now and now.upper()):
            told += [(f"{kind}_REMOVED", held)] if held else []
            told += [(f"{kind}_ADDED", now)] if now else []
    return told + ([("COMPLETED",)] if after.completed and not (before and before.completed) else [])


def _content(line: Line) -> tuple[str, str | None]:
    return line.item, line.colour
