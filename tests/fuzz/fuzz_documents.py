"""What is done to a good document: one change of one of these kinds, or several of them."""

import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from fuzz_values import EMPTY, KEYS, Raw, anything, near

Place = tuple[Any, Any]
"""An object or array, and the name or index of something in it."""
Change = Callable[[list[Any], Random], None]
"""Changes a document, which is the one entry of a list, so that it can be replaced as a whole."""

NESTINGS = [1, 2, 3, 5, 6, 30, 31, 32, 33, 34, 55, 60, 61, 62, 63, 64, 65, 66, 1_000]
_MARK = re.compile(r'"(?:\ue000|\\ue000)([0-9]+)"')


def read(text: str) -> list[Any]:
    """Return the good document as the one entry of a list; its numbers stay as they are written."""
    return [json.loads(text, parse_float=Raw, parse_int=Raw)]


def written(document: Any, *, ascii_only: bool = True) -> str:
    """Return the document as text, with raw text where it has some."""
    raw: list[str] = []

    def mark(value: Raw) -> str:
        raw.append(value.text)
        return f"\ue000{len(raw) - 1}"

    text = json.dumps(document, default=mark, ensure_ascii=ascii_only, separators=(",", ":"))
    return _MARK.sub(lambda match: raw[int(match[1])], text) if raw else text


def places(inside: Any) -> Iterator[Place]:
    """Every member and entry of an object or array, however deep."""
    entries = inside.items() if isinstance(inside, dict) else enumerate(inside)
    for key, value in entries:
        yield inside, key
        if isinstance(value, dict | list):
            yield from places(value)


def a_place(root: list[Any], rng: Random, kinds: tuple[type, ...] = (object,)) -> Place:
    """Return a place that holds one of these kinds of values: half of the time found from above, step by step."""
    if kinds == (object,) and rng.random() < 0.5:
        inside, key = root, 0
        while isinstance(inside[key], dict | list) and inside[key] and rng.random() < 0.8:
            inside = inside[key]
            key = rng.choice(list(inside)) if isinstance(inside, dict) else rng.randrange(len(inside))
        return inside, key
    fitting = [(inside, key) for inside, key in places(root) if isinstance(inside[key], kinds)]
    return rng.choice(fitting) if fitting else (root, 0)


# --- the changes ------------------------------------------------------------------------------------------------------


def replace(root: list[Any], rng: Random) -> None:
    """Put any hostile value in the place of another."""
    inside, key = a_place(root, rng)
    inside[key] = anything(rng)


def sharpen(root: list[Any], rng: Random) -> None:
    """Replace a value by one of its kind, at or beyond the edge of what may be there."""
    inside, key = a_place(root, rng, (str, bool, Raw)) if rng.random() < 0.85 else a_place(root, rng)
    inside[key] = near(inside[key], rng)


def remove(root: list[Any], rng: Random) -> None:
    """Take a member or an entry away."""
    inside, key = a_place(root, rng)
    if inside is not root:
        del inside[key]


def double(root: list[Any], rng: Random) -> None:
    """Say something twice: a key of an object, equal or not, or an entry."""
    inside, key = a_place(root, rng, (dict, list))
    value = inside[key]
    if isinstance(value, list) and value:
        value.insert(rng.randrange(len(value)), rng.choice(value))
    elif isinstance(value, dict) and value:
        name = rng.choice(list(value))
        again = value[name] if rng.random() < 0.5 else anything(rng)
        inside[key] = Raw(written(value)[:-1] + "," + written({name: again})[1:])


def swap(root: list[Any], rng: Random) -> None:
    """Put two values each in the other's place; with one inside the other, the place of the inner is taken."""
    (inside, key), (other, name) = a_place(root, rng), a_place(root, rng)
    first, second = copied(inside[key]), copied(other[name])
    inside[key] = second
    other[name] = first


def move(root: list[Any], rng: Random) -> None:
    """Put a copy of an object, array or value somewhere else, over what is there or beside it."""
    (source, key), (target, name) = a_place(root, rng), a_place(root, rng)
    value, around = copied(source[key]), target[name]
    if isinstance(around, dict) and rng.random() < 0.5:
        around[key if isinstance(key, str) else rng.choice(KEYS)] = value
    elif isinstance(around, list) and rng.random() < 0.5:
        around.insert(rng.randint(0, len(around)), value)
    else:
        target[name] = value


def rename(root: list[Any], rng: Random) -> None:
    """Call a member otherwise: in other case, as in the other dialect, as something else is called."""
    inside, _ = a_place(root, rng)
    if not isinstance(inside, dict):
        return
    key = rng.choice(list(inside))
    others = [key.upper(), key.lower(), key[:1].swapcase() + key[1:], key + " ", key + "\x00", other_dialect(key)]
    known = [name for around, name in places(root) if isinstance(around, dict)]
    new = rng.choice([*others, rng.choice(KEYS), *(rng.choice(known) for _ in range(3))])
    value = inside.pop(key)
    inside[new] = value


def add(root: list[Any], rng: Random) -> None:
    """Add a member: one with a strange name, one of another object's, or one in the other dialect's spelling, too."""
    inside, key = a_place(root, rng, (dict,))
    target = inside[key]
    if not isinstance(target, dict):
        return
    known = [name for around, name in places(root) if isinstance(around, dict)]
    kind = rng.randrange(3)
    if kind == 0 or not known:
        target[rng.choice(KEYS)] = anything(rng)
    elif kind == 1:
        target[rng.choice(known)] = anything(rng)
    else:
        for name in list(target):
            target.setdefault(other_dialect(name), copied(target[name]))


def nest(root: list[Any], rng: Random) -> None:
    """Put a value into so many objects or arrays."""
    inside, key = a_place(root, rng)
    levels, name = rng.choice(NESTINGS), rng.choice(["a", "and", "triggers", "checkout", "value", "data"])
    start, end = rng.choice([("[", "]"), (f'{{"{name}":', "}"), (f'{{"{name}":[', "]}")])
    inside[key] = Raw(start * levels + written(inside[key]) + end * levels)


def lengthen(root: list[Any], rng: Random) -> None:
    """Repeat an entry of an array, with and without a change; each time with an id of its own, or not."""
    inside, key = a_place(root, rng, (list,))
    entries = inside[key]
    if not isinstance(entries, list):
        return
    if not entries:
        entries.append(Raw(rng.choice(EMPTY)))
    entry = copied(rng.choice(entries))
    if rng.random() < 0.5:
        holder = [entry]
        sharpen(holder, rng)
        entry = holder[0]
    count = min(rng.choice([2, 6, 11, 101, 280, 301]), 1 + 200_000 // len(written(entry)))
    again = [entry] * count
    if isinstance(entry, dict) and rng.random() < 0.7:
        ids = entry.keys() & {"id", "_id"}
        again = [entry | dict.fromkeys(ids, f"00000000-0000-0000-0001-{number:012d}") for number in range(count)]
    inside[key] = [*entries, *again]


def other_dialect(name: str) -> str:
    """Return the name as the other dialect might spell it."""
    return name[1:] if name.startswith("_") else f"_{name}"


def copied(value: Any) -> Any:
    """Return a copy that shares nothing with the value."""
    if isinstance(value, dict):
        return {key: copied(entry) for key, entry in value.items()}
    return [copied(entry) for entry in value] if isinstance(value, list) else value


CHANGES: dict[str, Change] = {
    "value replaced": replace,
    "value at the edge": sharpen,
    "member removed": remove,
    "said twice": double,
    "values swapped": swap,
    "copied elsewhere": move,
    "renamed": rename,
    "member added": add,
    "nested": nest,
    "lengthened": lengthen,
}
WEIGHTS = [18, 32, 6, 4, 4, 8, 5, 5, 3, 2]


def changed(text: str, rng: Random, kinds: list[str]) -> Any:
    """Return the document that the text says, changed in these ways, one after the other."""
    root = read(text)
    for kind in kinds:
        CHANGES[kind](root, rng)
    return root[0]
