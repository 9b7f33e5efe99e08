"""The attributes and methods of tensors, their sizes and dtypes."""

from __future__ import annotations

TYPES = {
    "Tensor": """
        data grad grad_fn requires_grad is_leaf retains_grad shape dtype device layout ndim T mT H mH real imag
        itemsize nbytes output_nr _version is_sparse is_cuda is_quantized _base is_contiguous is_complex
        is_floating_point is_signed
        backward detach detach_ requires_grad_ retain_grad register_hook register_post_accumulate_grad_hook
        size dim nelement numel element_size stride storage_offset item tolist numpy cpu cuda to type type_as get_device
        float double half bfloat16 int long short char byte bool
        new_tensor new_zeros new_ones new_full new_empty clone contiguous
        abs abs_ absolute absolute_ acos acos_ acosh add add_ addbmm addbmm_ addcdiv addcdiv_ addcmul addcmul_ addmm
        addmm_ addmv addmv_ addr adjoint all allclose amax amin aminmax angle any arccos arcsin arctan arctan2 argmax
        argmin argsort argwhere asin asin_ asinh atan atan2 atan2_ atan_ atanh baddbmm baddbmm_ bernoulli bernoulli_
        bincount bitwise_and bitwise_not bitwise_or bitwise_xor bmm broadcast_to ceil ceil_ cholesky chunk clamp clamp_
        clamp_max clamp_max_ clamp_min clamp_min_ clip clip_ conj copy_ copysign corrcoef cos cos_ cosh cosh_
        count_nonzero cov cross cummax cummin cumprod cumprod_ cumsum cumsum_ deg2rad det diag diag_embed diagflat
        diagonal diagonal_scatter diff digamma dist div div_ divide divide_ dot dsplit eq eq_ equal erf erf_ erfc erfc_
        erfinv exp exp2 exp_ expand expand_as expm1 expm1_ exponential_ fill_ fill_diagonal_ fix flatten flip fliplr
        flipud float_power floor floor_ floor_divide floor_divide_ fmax fmin fmod fmod_ frac gather ge ge_ ger greater
        greater_equal gt gt_ hardshrink histc hsplit hypot index_add index_add_ index_copy index_copy_ index_fill
        index_fill_ index_put index_put_ index_select inner inverse isclose isfinite isinf isnan isneginf isposinf
        isreal kthvalue le le_ lerp lerp_ less less_equal lgamma log log10 log10_ log1p log1p_ log2 log2_ log_ log_normal_
        log_softmax logaddexp logaddexp2 logcumsumexp logdet logical_and logical_not logical_or logical_xor logit
        logsumexp lt lt_ masked_fill masked_fill_ masked_scatter masked_scatter_ masked_select matmul matrix_exp
        matrix_power max maximum mean median min minimum mm mode moveaxis movedim mul mul_ multinomial multiply
        multiply_ mv nan_to_num nan_to_num_ nanmean nanmedian nansum narrow ne ne_ neg neg_ negative negative_ nonzero
        norm normal_ not_equal outer permute pinverse pow pow_ prelu prod quantile rad2deg random_ ravel reciprocal
        reciprocal_ relu relu_ remainder remainder_ renorm repeat repeat_interleave reshape reshape_as roll rot90 round
        round_ rsqrt rsqrt_ scatter scatter_ scatter_add scatter_add_ scatter_reduce scatter_reduce_ select
        select_scatter sgn sgn_ sigmoid sigmoid_ sign sign_ signbit sin sin_ sinc sinh sinh_ slice_scatter slogdet
        softmax sort split sqrt sqrt_ square square_ squeeze squeeze_ std sub sub_ subtract subtract_ sum sum_to_size svd
        swapaxes swapdims t t_ take take_along_dim tan tan_ tanh tanh_ tensor_split tile topk trace transpose transpose_
        triangular_solve tril tril_ triu triu_ true_divide true_divide_ trunc trunc_ unbind unflatten unfold uniform_
        unique unique_consecutive unsqueeze unsqueeze_ var vdot view view_as vsplit where xlogy zero_ qr
        cauchy_ geometric_ addr_ erfinv_ digamma_ lgamma_ logit_ fix_ frac_ exp2_ deg2rad_ rad2deg_ clip_
        """,
    "Size": "numel count index",
    "dtype": "is_floating_point is_complex is_signed itemsize to_complex to_real",
    "device": "type index",
    "finfo": "bits eps max min tiny smallest_normal resolution dtype",
    "iinfo": "bits max min dtype",
    "Generator": "manual_seed initial_seed device",
    "Distribution": """
        sample rsample log_prob entropy mean variance stddev cdf icdf batch_shape event_shape loc scale probs logits
        """,
}
