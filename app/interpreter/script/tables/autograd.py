"""The names of ``torch.autograd`` and ``torch.func``, of the nodes of a graph and of the contexts of own functions."""

from __future__ import annotations

MODULES = {
    "torch.autograd": """
        Variable Function backward grad functional function forward_ad graph gradcheck gradgradcheck no_grad enable_grad
        set_grad_enabled inference_mode variable
        """,
    "torch.autograd.variable": "Variable",
    "torch.autograd.function": "Function once_differentiable",
    "torch.autograd.functional": "jacobian hessian vjp jvp vhp hvp",
    "torch.autograd.forward_ad": "dual_level make_dual unpack_dual",
    "torch.autograd.graph": "saved_tensors_hooks save_on_cpu get_gradient_edge GradientEdge Node",
    "torch.func": "grad grad_and_value vjp jvp jacrev jacfwd hessian vmap functional_call stack_module_state",
}

TYPES = {
    "Node": "name next_functions metadata register_hook register_prehook variable",
    "Context": """
        save_for_backward save_for_forward saved_tensors needs_input_grad mark_dirty mark_non_differentiable
        set_materialize_grads name next_functions metadata register_hook register_prehook
        """,
    "Function": "apply forward backward setup_context jvp vjp",
    "GradientEdge": "node output_nr",
    "RemovableHandle": "remove",
    "UnpackedDualTensor": "primal tangent",
}
