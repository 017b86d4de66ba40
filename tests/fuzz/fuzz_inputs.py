"""The inputs: number n of a run is always the same one, whatever has been tried before it."""

from collections.abc import Callable
from random import Random

import attrs
from fuzz_documents import CHANGES, WEIGHTS, a_place, changed, read, written
from fuzz_seeds import Seed
from fuzz_values import SURROGATES, Raw

from checkout_core.wire.text import MAX_BYTES

HEAVY_EVERY = 2_000
"""One input of so many is a heavy one."""
MANY = 100_000
LARGE = 4 * 2**20
"""What a heavy array comes to at most, in bytes."""
GIANT = 0.03
"""The share of heavy inputs that are as large as a document may be, or larger."""

NOUNS = "many nouns"
GOOD, SEVERAL, BYTES = "unchanged", "several changes", "bytes"


@attrs.frozen
class Input:
    """One input: what is read, as what, and how it was made."""

    number: int
    kind: str
    data: str | bytes
    seed: Seed
    target: str
    """What it is read as: mostly what it was, a `Seed.kind`."""
    strict: bool


def make(number: int, run: str, seeds: dict[str, list[Seed]]) -> Input:
    """Return input ``number`` of the run of this name.

    Short documents are taken more often than long ones: they are read faster, and a change matters more.
    """
    rng = Random(f"{run}/{number}")
    good = seeds[rng.choice(sorted(seeds))]
    seed = good[int(len(good) * rng.random() ** 2)]
    target = rng.choice(sorted(seeds)) if rng.random() < 0.03 else seed.kind
    strict = rng.random() < 0.3
    if number % HEAVY_EVERY == HEAVY_EVERY - 1:
        name = "giant" if rng.random() < GIANT else rng.choice(list(HEAVY))
        if name == NOUNS:
            seed = rng.choice(seeds["store"])
            target = seed.kind
        return Input(number, f"heavy: {name}", (HEAVY | {"giant": giant})[name](seed, rng), seed, target, strict)
    draw = rng.random()
    if draw < 0.01:
        return Input(number, GOOD, seed.text, seed, target, strict)
    if draw < 0.13:
        return Input(number, BYTES, damaged(seed.text.encode(), rng), seed, target, strict)
    if draw < 0.28:
        kind, kinds = SEVERAL, rng.choices(list(CHANGES), WEIGHTS, k=rng.randint(2, 6))
    else:
        kinds = rng.choices(list(CHANGES), WEIGHTS)
        kind = kinds[0]
    text = written(changed(seed.text, rng, kinds), ascii_only=rng.random() < 0.5)
    return Input(number, kind, text if rng.random() < 0.5 else _encoded(text), seed, target, strict)


def _encoded(text: str) -> bytes:
    """The text in UTF-8, surrogates and all."""
    return text.encode("utf-8", "surrogatepass")


# --- bytes ------------------------------------------------------------------------------------------------------------

BROKEN = [
    *(b"\xff", b"\x80", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf8"),
    *(b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\x00", b"\\u0000", b"\\ud800", b"\\ud83d\\u0041", b"\\u12", b"\\x41"),
]
TOKENS = [*'{}[]:,"\\-+.eE0129 ', "\n", "null", "true", "1e5", '"a"', '{"a":', "[[", "]]", "NaN", "/**/", "\ufeff"]


def damaged(data: bytes, rng: Random) -> bytes:
    """Return the text damaged as bytes: with flips, cuts, copies, other encodings; or none of it."""
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        data = rng.choice(DAMAGES)(data, rng)
    return data


def _cut(data: bytes, rng: Random) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.choice([0, 1, 2, 8, 200]))


def _flip(data: bytes, rng: Random) -> bytes:
    if not data:
        return data
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << rng.randrange(8))]) + data[place + 1 :]


def _insert(data: bytes, rng: Random) -> bytes:
    place = rng.randint(0, len(data))
    return data[:place] + rng.choice([*BROKEN, rng.randbytes(4), _encoded(rng.choice(TOKENS))]) + data[place:]


def _delete(data: bytes, rng: Random) -> bytes:
    start, end = _cut(data, rng)
    return data[:start] + data[end:]


def _repeat(data: bytes, rng: Random) -> bytes:
    start, end = _cut(data, rng)
    return data[:end] + data[start:]


def _replace_token(data: bytes, rng: Random) -> bytes:
    old, new = rng.choice([b",", b":", b'"', b"}", b"]", b"0"]), _encoded(rng.choice(TOKENS))
    return data.replace(old, new, rng.randint(1, 3))


def _soup(_: bytes, rng: Random) -> bytes:
    return _encoded("".join(rng.choices([*TOKENS, *SURROGATES], k=rng.randint(0, 60))))


def _recoded(data: bytes, rng: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7"]))


DAMAGES: list[Callable[[bytes, Random], bytes]] = [
    *[_flip, _insert, _delete, _repeat, _replace_token] * 3,
    _soup,
    _recoded,
    lambda data, rng: data[: rng.randint(0, len(data))],
    lambda data, rng: data + rng.choice([data, b"\x00", b"\n", b"{}", b"]", b"\x1a"]),
    lambda data, rng: rng.choice([b" \n\t", b"\xef\xbb\xbf", b"\x00", b"\x0b", b"\xc2\xa0"]) + data,
    lambda _, rng: rng.choice([b"", b" ", b"null", b"0", b'""', b"[]", b"{}", rng.randbytes(20)]),
]


# --- heavy ------------------------------------------------------------------------------------------------------------


def _with(seed: Seed, rng: Random, value: Raw | str, kinds: tuple[type, ...] = (object,)) -> bytes:
    """The document with this value somewhere."""
    root = read(seed.text)
    inside, key = a_place(root, rng, kinds)
    inside[key] = value
    return _encoded(written(root[0]))


def many_entries(seed: Seed, rng: Random) -> bytes:
    """Return the document with an array of 100,000 entries (as many as 4 MiB hold), all alike."""
    root = read(seed.text)
    inside, key = a_place(root, rng, (list,))
    if rng.random() < 0.3:
        inside, key = root[0], rng.choice(["lineItems", "coupons", "catalog", "giftCards", "taxes", "customLineItems"])
    own = inside.get(key) if isinstance(inside, dict) else inside[key]
    entries = own if isinstance(own, list) and own else [{}]
    entry = written(rng.choice([entries[0], {}, None, Raw("0"), {"quantity": Raw("1")}]))
    inside[key] = Raw("[" + ",".join([entry] * min(MANY, LARGE // len(entry))) + "]")
    return _encoded(written(root[0]))


NUMBERED = {
    "coupons": '{"id":"fbb94b06-7447-4161-9c48-%012d","name":"S","code":"C%d","scope":{"namespace":"stores"},'
    '"percentOffRate":"25"}',
    "giftCards": '{"code":"CARD-%012d-%d","balance":"5"}',
    "catalog": '{"catalogReference":{"appId":"%012d","catalogItemId":"%d"},"price":"1"}',
    "taxes": '{"name":"%012d","subdivision":"%d","rate":"0.000001"}',
    "memberships": '{"appId":"a","memberId":"fbb94b06-7447-4161-9c48-%012d","id":"%d","rootCatalogItemIds":["x"]}',
}


def many_nouns(seed: Seed, rng: Random) -> bytes:
    """Return a store with tens of thousands of coupons, cards, items, taxes or memberships, no two alike."""
    document = read(seed.text)[0]
    name = rng.choice(list(NUMBERED))
    entries = ",".join(NUMBERED[name] % (number, number) for number in range(rng.choice([20_000, 50_000])))
    return _encoded(written({**document, name: Raw(f"[{entries}]")}))


def many_members(seed: Seed, rng: Random) -> bytes:
    """Return the document with an object of 100,000 members more, of different names or of one."""
    name = rng.choice(['"k%d"', '"k%d"', '"k"', '"%d@example.com"'])
    members = ",".join(f"{name % number if '%' in name else name}:1" for number in range(MANY))
    root = read(seed.text)
    inside, key = a_place(root, rng, (dict,))
    own = written(inside[key])[1:-1] if isinstance(inside[key], dict) else ""
    inside[key] = Raw("{" + own + ("," if own else "") + members + "}")
    return _encoded(written(root[0]))


def many_digits(seed: Seed, rng: Random) -> bytes:
    """Return the document with a number of 100,000 digits, as a number or as text."""
    digits = "7" * MANY
    shape = rng.choice(["{}", "-{}", "0.{}", "{}.5", "1e{}", "1e-{}", "{}e-99999", "0.{}e999"])
    text = shape.format(digits)
    return _with(seed, rng, rng.choice([Raw(text), text]), rng.choice([(object,), (str, Raw)]))


def long_text(seed: Seed, rng: Random) -> bytes:
    """Return the document with a text of a million characters."""
    character = rng.choice(["x", "\u00e9", "\U0001f600", "\x00", "\ud800", "\u0130", "0", " ", "\\", '"', "@", "-"])
    return _with(seed, rng, character * 10**6, rng.choice([(object,), (str,)]))


def deep(seed: Seed, rng: Random) -> bytes:
    """Return the document with 100,000 levels of arrays or objects, closed or not."""
    start, end = rng.choice([("[", "]"), ('{"a":', "}"), ('{"and":{"triggers":[', "]}}")])
    return _with(seed, rng, Raw(start * MANY + "0" + end * rng.choice([MANY, 0])))


def giant(seed: Seed, rng: Random) -> bytes:
    """Return the document, about as large as it may be or larger, of one of the cheapest kinds of text."""
    size = rng.choice([8 * 2**20, MAX_BYTES - 2**15, MAX_BYTES + 1])
    piece = rng.choice(["[]", "{}", "0", '""', '{"":0}', '"\\n"'])
    return _with(seed, rng, Raw("[" + ",".join([piece] * (size // (len(piece) + 1))) + "]"))


HEAVY: dict[str, Callable[[Seed, Random], bytes]] = {
    "many entries": many_entries,
    NOUNS: many_nouns,
    "many members": many_members,
    "many digits": many_digits,
    "long text": long_text,
    "deep nesting": deep,
}
