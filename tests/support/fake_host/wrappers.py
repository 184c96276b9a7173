"""``comfy.patcher_extension``: chains of wrappers around the host's functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class WrappersMP:
    OUTER_SAMPLE = "outer_sample"
    PREPARE_SAMPLING = "prepare_sampling"
    SAMPLER_SAMPLE = "sampler_sample"
    PREDICT_NOISE = "predict_noise"
    CALC_COND_BATCH = "calc_cond_batch"
    APPLY_MODEL = "apply_model"
    DIFFUSION_MODEL = "diffusion_model"


class WrapperExecutor:
    """Calls the next wrapper with an executor for the rest, at last the original."""

    def __init__(self, original: Callable[..., Any], class_obj: Any, wrappers: list[Callable[..., Any]]) -> None:
        self.original, self.class_obj, self._wrappers = original, class_obj, wrappers

    @classmethod
    def new_executor(cls, original: Callable[..., Any], wrappers: list[Callable[..., Any]]) -> WrapperExecutor:
        return cls(original, None, wrappers)

    @classmethod
    def new_class_executor(
        cls, original: Callable[..., Any], class_obj: Any, wrappers: list[Callable[..., Any]]
    ) -> WrapperExecutor:
        return cls(original, class_obj, wrappers)

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        """Start the chain."""
        if not self._wrappers:
            return self.original(*args, **kwargs)
        rest = WrapperExecutor(self.original, self.class_obj, self._wrappers[1:])
        return self._wrappers[0](rest, *args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Go on; a wrapper calls this."""
        return self.execute(*args, **kwargs)


def get_all_wrappers(kind: str, options: dict[str, Any]) -> list[Callable[..., Any]]:
    """Of ``transformer_options``, in the order of their keys."""
    return [w for added in options.get("wrappers", {}).get(kind, {}).values() for w in added]
