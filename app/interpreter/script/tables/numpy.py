"""The names of ``numpy`` that exist here, on our own ``Array``."""

from __future__ import annotations

MODULES = {
    "numpy": """
        __version__ array asarray arange linspace logspace zeros ones full eye identity empty zeros_like ones_like full_like diag
        meshgrid ndarray random linalg pi e inf nan newaxis
        float32 float64 int32 int64 bool_ float16 uint8
        sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh exp exp2 expm1 log log2 log10 log1p sqrt square cbrt
        abs absolute sign floor ceil rint trunc power add subtract multiply divide maximum minimum mod
        clip where dot matmul outer inner transpose reshape ravel concatenate stack vstack hstack column_stack
        expand_dims squeeze repeat tile flip roll split array_split
        sum mean std var min max amin amax prod argmin argmax argsort sort cumsum cumprod median percentile any all
        unique isnan isinf isfinite allclose isclose array_equal round around heaviside
        """,
    "numpy.random": """
        seed rand randn randint random random_sample normal uniform choice permutation shuffle standard_normal
        RandomState default_rng
        """,
    "numpy.linalg": "norm inv det solve pinv eig",
}

TYPES = {
    "Array": """
        shape dtype ndim size T tolist item astype reshape ravel flatten transpose squeeze copy fill
        sum mean std var min max prod argmin argmax argsort cumsum cumprod any all dot round clip repeat
        """,
    "numpy.dtype": "name itemsize kind",
    "numpy.Random": """
        seed rand randn randint random random_sample normal uniform choice permutation shuffle standard_normal integers
        """,
}
