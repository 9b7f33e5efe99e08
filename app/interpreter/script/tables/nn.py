"""The names of ``torch.nn`` and its parts, of modules and their containers."""

from __future__ import annotations

MODULES = {
    "torch.nn": """
        Module Parameter Buffer functional init utils modules parameter
        Sequential ModuleList ModuleDict ParameterList ParameterDict Identity Flatten Unflatten
        Linear Bilinear LazyLinear Embedding EmbeddingBag
        Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d Fold Unfold
        MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d AvgPool1d AvgPool2d AvgPool3d LPPool1d LPPool2d
        AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d
        ReflectionPad1d ReflectionPad2d ReplicationPad1d ReplicationPad2d ZeroPad1d ZeroPad2d ConstantPad1d ConstantPad2d
        BatchNorm1d BatchNorm2d BatchNorm3d GroupNorm LayerNorm RMSNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d
        LocalResponseNorm
        ReLU ReLU6 LeakyReLU PReLU RReLU ELU CELU SELU GELU SiLU Mish GLU Sigmoid LogSigmoid Tanh Softplus Softsign
        Softmin Softmax Softmax2d LogSoftmax Softshrink Hardshrink Hardsigmoid Hardswish Hardtanh Tanhshrink Threshold
        Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout
        RNN LSTM GRU RNNCell LSTMCell GRUCell MultiheadAttention
        Transformer TransformerEncoder TransformerEncoderLayer TransformerDecoder TransformerDecoderLayer
        MSELoss L1Loss SmoothL1Loss HuberLoss CrossEntropyLoss NLLLoss PoissonNLLLoss GaussianNLLLoss KLDivLoss BCELoss
        BCEWithLogitsLoss HingeEmbeddingLoss MarginRankingLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss
        MultiMarginLoss SoftMarginLoss CosineEmbeddingLoss TripletMarginLoss TripletMarginWithDistanceLoss CTCLoss
        CosineSimilarity PairwiseDistance PixelShuffle PixelUnshuffle Upsample UpsamplingNearest2d
        UpsamplingBilinear2d ChannelShuffle
        """,
    "torch.nn.modules": "Module Sequential ModuleList ModuleDict Linear",
    "torch.nn.parameter": "Parameter",
    "torch.nn.functional": """
        linear bilinear embedding embedding_bag one_hot
        conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d fold unfold
        max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d lp_pool1d lp_pool2d adaptive_max_pool1d
        adaptive_max_pool2d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d
        batch_norm layer_norm group_norm instance_norm local_response_norm normalize rms_norm
        relu relu_ relu6 leaky_relu leaky_relu_ prelu rrelu elu elu_ celu selu gelu silu mish glu sigmoid logsigmoid tanh
        softplus softsign softmin softmax gumbel_softmax log_softmax softshrink hardshrink hardsigmoid hardswish
        hardtanh tanhshrink threshold
        dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout
        mse_loss l1_loss smooth_l1_loss huber_loss cross_entropy nll_loss poisson_nll_loss gaussian_nll_loss kl_div
        binary_cross_entropy binary_cross_entropy_with_logits hinge_embedding_loss margin_ranking_loss
        multilabel_margin_loss multilabel_soft_margin_loss multi_margin_loss soft_margin_loss cosine_embedding_loss
        triplet_margin_loss triplet_margin_with_distance_loss ctc_loss
        cosine_similarity pairwise_distance pdist pad interpolate upsample pixel_shuffle pixel_unshuffle
        channel_shuffle affine_grid grid_sample scaled_dot_product_attention
        """,
    "torch.nn.init": """
        uniform_ normal_ constant_ ones_ zeros_ eye_ dirac_ trunc_normal_ xavier_uniform_ xavier_normal_
        kaiming_uniform_ kaiming_normal_ orthogonal_ sparse_ calculate_gain xavier_uniform xavier_normal kaiming_uniform
        kaiming_normal
        """,
    "torch.nn.utils": """
        clip_grad_norm_ clip_grad_value_ clip_grad_norm get_total_norm parameters_to_vector vector_to_parameters rnn
        """,
    "torch.nn.utils.rnn": "pad_sequence pack_padded_sequence pad_packed_sequence pack_sequence unpad_sequence",
}

TYPES = {
    "Module": """
        forward parameters named_parameters children named_children modules named_modules buffers named_buffers
        train eval training state_dict load_state_dict register_buffer register_parameter register_module add_module
        register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
        register_backward_hook zero_grad requires_grad_ to cpu cuda double float half bfloat16 type apply
        get_submodule get_parameter get_buffer extra_repr
        """,
    "Sequential": "append extend insert pop",
    "ModuleList": "append extend insert pop",
    "ModuleDict": "keys values items update clear pop",
    "ParameterList": "append extend",
    "ParameterDict": "keys values items update clear pop get copy setdefault",
    "RecurrentModule": "flatten_parameters",
    "ResettableModule": "reset_parameters",
    "Embedding": "from_pretrained",
    "PackedSequence": "data batch_sizes sorted_indices unsorted_indices",
    "Layer": """
        weight bias in_features out_features in1_features in2_features in_channels out_channels kernel_size stride
        padding dilation groups padding_mode output_padding ceil_mode count_include_pad return_indices output_size
        num_features eps momentum affine track_running_stats running_mean running_var num_batches_tracked
        normalized_shape elementwise_affine num_groups num_channels num_embeddings embedding_dim padding_idx max_norm
        p inplace dim start_dim end_dim negative_slope alpha lambd beta threshold value approximate upper lower
        reduction ignore_index label_smoothing pos_weight margin delta full log_input blank
        input_size hidden_size num_layers batch_first dropout bidirectional proj_size nonlinearity mode all_weights
        embed_dim num_heads head_dim in_proj_weight in_proj_bias out_proj self_attn multihead_attn linear1 linear2
        norm1 norm2 norm3 dropout1 dropout2 dropout3 layers norm d_model nhead encoder decoder activation
        scale_factor size align_corners upscale_factor weight_ih weight_hh bias_ih bias_hh
        weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0 weight_ih_l1 weight_hh_l1 bias_ih_l1 bias_hh_l1
        weight_ih_l2 weight_hh_l2 bias_ih_l2 bias_hh_l2 weight_ih_l3 weight_hh_l3 bias_ih_l3 bias_hh_l3
        weight_ih_l0_reverse weight_hh_l0_reverse bias_ih_l0_reverse bias_hh_l0_reverse
        """,
}
