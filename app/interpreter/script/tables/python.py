"""The names of the modules of Python's standard library that a tutorial may use."""

from __future__ import annotations

MODULES = {
    "math": """
        pi e tau inf nan acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist erf erfc
        exp exp2 expm1 fabs factorial floor fmod frexp fsum gamma gcd hypot isclose isfinite isinf isnan isqrt lcm ldexp
        lgamma log log10 log1p log2 modf nextafter perm pow prod radians remainder sin sinh sqrt tan tanh trunc ulp
        """,
    "random": """
        Random random seed uniform randint randrange choice choices shuffle sample gauss normalvariate betavariate
        expovariate triangular getrandbits
        """,
    "collections": "OrderedDict defaultdict namedtuple Counter deque",
    "itertools": """
        accumulate chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse islice
        pairwise permutations product repeat starmap takewhile zip_longest
        """,
    "functools": "partial reduce",
    "copy": "copy deepcopy",
    "time": "sleep",
    "warnings": "filterwarnings simplefilter warn",
    "typing": """
        Any Callable Dict Final Generator Iterable Iterator List Literal Mapping NoReturn Optional
        Sequence Set Tuple Type Union cast
        """,
    "__future__": "annotations division print_function",
    "tqdm": "tqdm trange auto notebook",
    "tqdm.auto": "tqdm trange",
    "tqdm.notebook": "tqdm trange",
}
