"""Capture Settings: the choice of what to record."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ..diffulizer.errors import SettingsError
from ..diffulizer.settings import ALL_RECORDED, HEADS, MAPS_OF, CaptureSettings, parse_layer_globs
from .failures import Failures, RetriedNode
from .sockets import CATEGORY, Capture, LeftOutWords, check_choices, face, newer


class CaptureSettingsNode(RetriedNode):
    """Node that makes a ``CaptureSettings`` from its widgets."""

    @classmethod
    @face("layers", "max_layers", "include_cross_attention", "include_self_attention")
    def define_schema(cls) -> io.Schema:
        default = CaptureSettings()
        return io.Schema(
            node_id="Diffulizer_CaptureSettings",
            display_name="Capture Settings",
            category=CATEGORY,
            description="Chooses what a recording holds. Recording never changes the picture.",
            **newer(search_aliases=["attention layers", "attention heads", "what to record"]),
            inputs=[
                io.String.Input(
                    "layers",
                    default=", ".join(default.layers),
                    tooltip="Name patterns of the attention layers to record, separated by commas. "
                    "'*attn2*' is all cross-attention (image to words), '*attn1*' all self-attention; "
                    "names of ComfyUI and of diffusers both work.",
                ),
                io.Int.Input(
                    "max_layers",
                    default=default.max_layers,
                    min=0,
                    max=10_000,
                    tooltip="How many layers to record, spread over the depth of the network and both kinds of "
                    "attention. 0 records all (much memory).",
                ),
                io.Boolean.Input(
                    "include_cross_attention",
                    "cross-attn",
                    default=default.include_cross_attention,
                    tooltip="Record where in the image the model looks for each word.",
                ),
                io.Boolean.Input(
                    "include_self_attention",
                    "self-attn",
                    default=default.include_self_attention,
                    tooltip="Record which parts of the image look at which other parts.",
                ),
                io.Int.Input(
                    "attention_resolution",
                    "map cells",
                    default=default.attention_resolution,
                    min=1,
                    max=256,
                    tooltip="Cells along the longer side of a stored word map. Layers with a coarser grid keep their "
                    "own.",
                ),
                io.Int.Input(
                    "self_attention_resolution",
                    "self cells",
                    default=default.self_attention_resolution,
                    min=1,
                    max=128,
                    tooltip="Cells along the longer side for self-attention. 16 stores 256 x 256 values for each "
                    "layer and step. The size grows with the fourth power.",
                ),
                io.Int.Input(
                    "attention_every",
                    "every n-th",
                    default=default.attention_every,
                    min=1,
                    max=10_000,
                    tooltip="Record attention at every n-th step (and the last). Latents are recorded at each step.",
                ),
                io.Combo.Input(
                    "maps_of",
                    options=list(MAPS_OF),
                    default=default.maps_of,
                    tooltip="Which prompts' maps are stored: the positive prompt's, or those of all prompts, the "
                    "negative one included.",
                ),
                io.Combo.Input(
                    "heads",
                    options=list(HEADS),
                    default=default.heads,
                    tooltip="'mean' stores the average over attention heads. 'each' also stores every single head, "
                    "which takes many times the size.",
                ),
                io.String.Input(
                    "head_layers",
                    default=", ".join(default.head_layers),
                    optional=True,  # the host puts it last: widgets of older workflows keep their order
                    tooltip="Used if heads is 'each'. Name patterns, separated by commas, of the recorded layers "
                    "whose single heads are stored. '*' is all of them.",
                ),
                io.Int.Input(
                    "max_recording_mb",
                    "memory MB",
                    default=default.max_recording_mb,
                    min=1,
                    max=1_048_576,
                    tooltip="Memory that a recording may take, in MiB, or disk space with stream_to_disk. If it would"
                    " take more, it keeps the attention of fewer steps, then of fewer layers. Sampling goes "
                    "on unchanged, and the run says what is missing.",
                ),
                io.Boolean.Input(
                    "stream_to_disk",
                    "to disk",
                    default=default.stream_to_disk,
                    optional=True,
                    tooltip="Keep finished steps in ComfyUI's temp folder instead of in memory, for recordings of "
                    "several GB. max_recording_mb limits them there, so raise it too.",
                ),
                io.Int.Input(
                    "effects_every",
                    "effects, every n-th",
                    default=default.effects_every,
                    min=0,
                    max=10_000,
                    optional=True,
                    tooltip="Measure what each word changes: at every n-th step (and the last), the model is evaluated "
                    "once more for each word, without it. The picture stays the same. This takes time: with 8 words at "
                    "every 4th of 20 steps, sampling takes more than twice as long. 0 is off.",
                ),
                io.String.Input(
                    "effect_words",
                    default=default.effect_words,
                    optional=True,
                    tooltip="Used if effects_every is not 0. The words or phrases to measure, separated by commas: "
                    "circle, red circle. Fewer take less time. Empty means those of only_words, or each word of the "
                    "positive prompt.",
                ),
                LeftOutWords.Input(
                    "left_out",
                    optional=True,
                    tooltip="Used if effects_every is not 0. Leave One Out, with the text and the CLIP of the positive "
                    "prompt: words are then left out of the text, instead of the attention, and effect_words is not "
                    "used.",
                ),
                io.String.Input(
                    "only_words",
                    default=default.only_words,
                    optional=True,
                    tooltip="Record these words alone, separated by commas: circle, red circle. The other words of the "
                    "prompt share one map. This saves memory with long prompts. Empty records each word.",
                ),
                io.String.Input(
                    "gather_words",
                    default=default.gather_words,
                    optional=True,
                    tooltip="For models with text and picture in one sequence (Flux, SD3, Z-Image, Qwen-Image and "
                    "others): also record which places of the picture these words look at, separated by commas: circle,"
                    " red circle. Empty records none.",
                ),
            ],
            outputs=[Capture.Output("capture", display_name="capture", tooltip="Wire it to a recording node.")],
        )

    @classmethod
    def validate_inputs(cls, maps_of: str | None = None, heads: str | None = None) -> bool | str:
        return check_choices(maps_of=(maps_of, MAPS_OF), heads=(heads, HEADS))

    @classmethod
    def execute(cls, layers: str, head_layers: str = "", **values: Any) -> io.NodeOutput:
        def chosen() -> CaptureSettings:
            patterns = parse_layer_globs(head_layers, ALL_RECORDED)
            return CaptureSettings(layers=parse_layer_globs(layers), head_layers=patterns, **values)

        failures = Failures()
        # A blocked output would keep the sampler from running.
        settings = failures.guard(chosen) or SettingsError(failures.reasons[0])
        return io.NodeOutput(settings, ui=failures.ui)
