"""What functions of torch cost, by name: where the guard must look more closely than at the sizes that go in."""

from __future__ import annotations

_HARMLESS = """
    __get__ __set__ __delete__ __bool__ __float__ __int__ __index__ __len__ __hash__ __format__ __repr__ __contains__
    __setitem__ dim size numel nelement item is_floating_point is_complex backward grad register_hook retain_grad
    register_post_accumulate_grad_hook requires_grad_ detach detach_ stride element_size data_ptr is_contiguous
    fill_ zero_ copy_ normal_ uniform_ clamp_ mul_ add_ sub_ div_ exponential_ random_ bernoulli_ trunc_normal_ constant_
    kaiming_uniform_ kaiming_normal_ xavier_uniform_ xavier_normal_ ones_ zeros_ allclose equal type_as get_device
    batch_norm layer_norm group_norm instance_norm
"""
_POWERS = """
    arange eye diag diagflat diag_embed vander cov corrcoef pdist tril_indices triu_indices combinations cartesian_prod
    meshgrid block_diag interpolate upsample matrix_power einsum multi_dot chain_matmul pad_sequence
"""
_CREATION = """
    zeros ones full empty rand randn randint randperm arange linspace logspace eye tril_indices triu_indices
    empty_strided range
"""
_PRODUCTS = "matmul mm bmm __matmul__ __rmatmul__ linear addmm mv baddbmm"

HARMLESS = frozenset(_HARMLESS.split())  # none allocates by its arguments, and many are called all the time
POWERS = frozenset(_POWERS.split())  # the result grows with a power of what goes in, which the product does not bound
CREATION = frozenset(_CREATION.split())  # a tensor from sizes alone
PRODUCTS = frozenset(_PRODUCTS.split())  # of matrices
BY_LARGEST = frozenset({"one_hot", "bincount"})  # room for the largest number that is found
APART = frozenset({"unbind", "__iter__"})  # as many tensors as a dimension is long
PIECES = frozenset({"split", "chunk", "tensor_split", "split_with_sizes", "unsafe_split", "unsafe_chunk"})

# Multiplications for each element and row of the smaller side: Golub and Van Loan, Matrix Computations, rounded up.
DECOMPOSED = {
    **dict.fromkeys(("svd", "linalg_svd", "linalg_svdvals", "pinverse", "linalg_pinv", "linalg_matrix_rank"), 20),
    **dict.fromkeys(("linalg_eig", "linalg_eigh", "linalg_eigvals", "linalg_eigvalsh", "matrix_exp"), 25),
    **dict.fromkeys(("inverse", "linalg_inv", "det", "linalg_det", "slogdet", "logdet", "linalg_solve", "cholesky"), 2),
    **dict.fromkeys(("qr", "linalg_qr", "linalg_cholesky", "linalg_lstsq", "linalg_lu", "linalg_slogdet"), 4),
}
