"""The names of ``torch`` itself and of its mathematical parts."""

from __future__ import annotations

MODULES = {
    "torch": """
        __version__ Tensor Size Generator device dtype layout finfo iinfo memory_format strided contiguous_format channels_last
        preserve_format nn optim autograd func linalg special fft utils cuda random distributions
        accelerator backends
        FloatTensor DoubleTensor HalfTensor LongTensor IntTensor ShortTensor CharTensor ByteTensor BoolTensor
        float16 float32 float64 half float double bfloat16 int8 int16 int32 int64 uint8 short int long bool
        complex64 complex128 cfloat cdouble e pi inf nan newaxis
        tensor as_tensor asarray from_numpy zeros zeros_like ones ones_like full full_like empty empty_like
        empty_strided eye arange range linspace logspace complex polar scalar_tensor
        rand rand_like randn randn_like randint randint_like randperm normal bernoulli multinomial poisson
        manual_seed initial_seed get_rng_state set_rng_state
        abs absolute acos acosh add addcdiv addcmul angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin
        asinh atan atan2 atanh bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor
        ceil clamp clamp_max clamp_min clip conj copysign cos cosh deg2rad digamma div divide erf erfc erfinv exp exp2
        expm1 fix float_power floor floor_divide fmax fmin fmod frac frexp hypot i0 igamma igammac imag ldexp lerp
        lgamma log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor logit maximum
        minimum mul multiply mvlgamma nan_to_num neg negative nextafter polygamma positive pow rad2deg real reciprocal
        remainder round rsqrt rsub sgn sigmoid sign signbit sin sinc sinh softmax log_softmax sqrt square sub subtract
        tan tanh true_divide trunc xlogy relu relu_ selu celu prelu rrelu threshold hardshrink dropout
        all allclose amax amin aminmax any argmax argmin argsort count_nonzero cummax cummin cumprod cumsum
        cumulative_trapezoid diff dist eq equal ge greater greater_equal gt histc isclose isfinite isin isinf isnan
        isneginf isposinf isreal kthvalue le less less_equal logcumsumexp logsumexp lt max mean median min mode msort
        nanmean nanmedian nanquantile nansum ne norm not_equal prod quantile renorm sort std std_mean sum topk trapezoid
        trapz unique unique_consecutive var var_mean bincount bucketize searchsorted histogram
        adjoint argwhere atleast_1d atleast_2d atleast_3d block_diag broadcast_shapes broadcast_tensors broadcast_to cat
        chunk column_stack combinations concat concatenate clone detach diag diag_embed diagflat diagonal
        diagonal_scatter dsplit dstack expand_copy flatten flip fliplr flipud gather gradient hsplit hstack index_add
        index_copy index_fill index_put index_reduce index_select masked_fill masked_scatter masked_select meshgrid
        moveaxis movedim narrow nonzero numel permute ravel repeat_interleave reshape resolve_conj roll rot90
        row_stack scatter scatter_add scatter_reduce select select_scatter slice_scatter split squeeze stack swapaxes
        swapdims t take take_along_dim tensor_split tile transpose tril tril_indices triu triu_indices unbind unflatten
        unsqueeze unravel_index vander view_as_complex view_as_real view_copy vsplit vstack where zeros_like
        addbmm addmm addmv addr baddbmm bilinear bmm cartesian_prod cdist chain_matmul cholesky cholesky_inverse
        cholesky_solve corrcoef cov cross det dot einsum ger inner inverse kron logdet matmul matrix_exp
        matrix_power mm mv outer pdist pinverse qr slogdet svd tensordot trace vdot cosine_similarity pairwise_distance
        bilinear embedding conv1d conv2d conv3d conv_transpose1d conv_transpose2d max_pool1d max_pool2d avg_pool1d
        adaptive_avg_pool1d batch_norm layer_norm group_norm instance_norm binary_cross_entropy_with_logits
        is_tensor is_floating_point is_complex is_grad_enabled is_nonzero is_same_size
        no_grad enable_grad set_grad_enabled inference_mode get_default_dtype set_default_dtype set_default_device result_type
        can_cast promote_types set_printoptions vmap get_device
        """,
    "torch.linalg": """
        cholesky cholesky_ex cond cross det diagonal eig eigh eigvals eigvalsh inv inv_ex
        ldl_factor lstsq lu lu_factor matmul matrix_exp matrix_norm matrix_power matrix_rank multi_dot norm
        pinv qr slogdet solve solve_ex solve_triangular svd svdvals vander vecdot vector_norm LinAlgError
        """,
    "torch.special": """
        bessel_j0 bessel_j1 digamma entr erf erfc erfcx erfinv exp2 expit expm1 gammainc gammaincc gammaln i0 i0e i1
        i1e log1p log_ndtr log_softmax logit logsumexp multigammaln ndtr ndtri polygamma psi round sinc softmax xlog1py
        xlogy zeta
        """,
    "torch.fft": "fft ifft fft2 ifft2 fftn ifftn rfft irfft rfft2 irfft2 fftfreq rfftfreq fftshift ifftshift hfft ihfft",
    "torch.random": "manual_seed initial_seed get_rng_state set_rng_state",
    "torch.cuda": "is_available device_count manual_seed manual_seed_all empty_cache",
    "torch.accelerator": "is_available device_count current_accelerator",
    "torch.backends": "mps",
    "torch.backends.mps": "is_available is_built",
    "torch.utils": "data",
    "torch.utils.data": """
        Dataset IterableDataset TensorDataset ConcatDataset Subset DataLoader random_split Sampler SequentialSampler
        RandomSampler SubsetRandomSampler WeightedRandomSampler BatchSampler default_collate
        """,
    "torch.distributions": "Normal Bernoulli Categorical Uniform Beta Gamma Exponential Laplace Poisson Independent "
    "MultivariateNormal Dirichlet Binomial kl_divergence",
}

TYPES = {
    "Result": """
        values indices eigenvalues eigenvectors U S Vh V Q R L LU pivots P sign logabsdet solution residuals rank
        singular_values mantissa exponent hist bin_edges inverse info
        """,
    "Dataset": "tensors dataset indices datasets cumulative_sizes",
    "DataLoader": "dataset batch_size sampler batch_sampler drop_last collate_fn num_workers",
    "Sampler": "data_source num_samples batch_size drop_last sampler weights replacement",
}
