"""The names of ``torch.optim``, of optimizers and of schedules."""

from __future__ import annotations

MODULES = {
    "torch.optim": "Optimizer SGD Adam AdamW RMSprop Adagrad Adadelta Adamax NAdam RAdam ASGD Rprop LBFGS lr_scheduler",
    "torch.optim.lr_scheduler": """
        LRScheduler LambdaLR MultiplicativeLR StepLR MultiStepLR ConstantLR LinearLR ExponentialLR CosineAnnealingLR
        CosineAnnealingWarmRestarts PolynomialLR ChainedScheduler SequentialLR ReduceLROnPlateau CyclicLR OneCycleLR
        """,
}

TYPES = {
    "Optimizer": "step zero_grad param_groups state defaults state_dict load_state_dict add_param_group",
    "LRScheduler": "step get_last_lr get_lr state_dict load_state_dict optimizer base_lrs last_epoch",
}
