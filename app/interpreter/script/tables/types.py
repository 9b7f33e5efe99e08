"""The attributes and methods of Python's own types."""

from __future__ import annotations

_MAPPING = "keys values items get pop popitem update setdefault copy clear"

TYPES = {
    "str": """
        capitalize casefold center count endswith expandtabs find format index isalnum isalpha isascii isdecimal isdigit
        isidentifier islower isnumeric isspace istitle isupper join ljust lower lstrip partition removeprefix
        removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase
        title upper zfill
        """,
    "int": "bit_length bit_count conjugate real imag numerator denominator",
    "float": "is_integer real imag conjugate as_integer_ratio hex",
    "complex": "real imag conjugate",
    "list": "append extend insert pop remove reverse sort index count clear copy",
    "tuple": "index count",
    "range": "start stop step index count",
    "slice": "start stop step",
    "dict": f"{_MAPPING} fromkeys",
    "set": """
        add remove discard pop clear copy union intersection difference symmetric_difference update intersection_update
        difference_update symmetric_difference_update issubset issuperset isdisjoint
        """,
    "frozenset": "copy union intersection difference symmetric_difference issubset issuperset isdisjoint",
    "OrderedDict": f"{_MAPPING} move_to_end fromkeys",
    "defaultdict": f"{_MAPPING} default_factory",
    "Counter": f"{_MAPPING} most_common elements subtract total",
    "deque": "append appendleft extend extendleft pop popleft rotate reverse index count clear copy insert remove maxlen",
    "namedtuple": "index count _asdict _replace _fields",
    "chain": "from_iterable",
    "Bar": "n total update close refresh set_description set_description_str set_postfix set_postfix_str",
    "partial": "func args keywords",
    "BaseException": "args",
    "StopIteration": "args value",
    "property": "setter",
    "Random": """
        random seed uniform randint randrange choice choices shuffle sample gauss normalvariate betavariate expovariate
        triangular getrandbits
        """,
}
