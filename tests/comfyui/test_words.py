"""Words of every text encoder: the host's own classes make the rows, and the tokenizers' own offsets say what each is.

The text encoders have no weights: each row of an embedding holds the id of its token.
"""

from __future__ import annotations

import json
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from tiny_encoders import ENCODERS, encoder, give_ids_as_rows
from torch import Tensor

from graphs import node

LONG = " ".join(f"a red circle above {i} blue squares," for i in range(70))
PROMPTS = {
    "words": "a red circle above a blue square",
    "marks": "A cat, (a dog) -- 'it's \"1980s\" style!'; low-res...",
    "lines": "first line\n\nsecond  line.\nthird",
    "accents": "a na\u00efve caf\u00e9 in \u0141\u00f3d\u017a, Gr\u00fc\u00dfe",
    "chinese": "\u4e00\u53ea\u732b\u5750\u5728\u57ab\u5b50\u4e0a\uff0c\u65c1\u8fb9\u6709 a dog",
    "emoji": "a \U0001f431 and \U0001f469\u200d\U0001f680, \u2764\ufe0f",
    "japanese": "\u732b\u306e\u30a4\u30e9\u30b9\u30c8 \uac15\uc544\uc9c0",
    "long": LONG,
    "empty": "",
}
BYTE_LEVEL = ("z_image", "qwen_image", "hunyuan_image", "omnigen2", "klein", "krea2", "kandinsky5")
T5 = ("flux", "chroma", "cosmos")
WEIGHTED = (*T5, "omnigen2")
"""Encoders that read "(a dog)" as a weight of 1.1."""


@pytest.fixture
def ids_as_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    give_ids_as_rows(monkeypatch)


@pytest.fixture(scope="module")
def clips(host: Any) -> Callable[[str], Any]:
    made: dict[str, Any] = {}

    def get(name: str) -> Any:
        if name not in made:
            made[name] = ENCODERS[name]()
        return made[name]

    return get


def encoded(host: Any, clip: Any, text: str) -> tuple[Any, Tensor]:
    """Return the prompt that CLIP Text Encode (Diffulizer) makes a conditioning carry, and its rows' ids [rows]."""
    tokens = host.module("nodes.host.tokens")
    ((embedding, extra),) = tokens.carry_tokens(tokens.encoded(clip, text), clip, text)
    prompt, reason = tokens.carried_prompt({**extra, "cross_attn": embedding})
    assert prompt is not None, reason
    assert_valid(host, prompt)
    return prompt, embedding[0].amax(-1).long()


def assert_valid(host: Any, prompt: Any) -> None:
    """Check that a run with this prompt keeps the format's rules, and that its table is read back as it was."""
    model, serial = host.module("diffulizer.dataset.model"), host.module("diffulizer.dataset.serial")
    labels = model.Labels.of(prompt)
    content = json.loads(json.dumps({"text": prompt.text, **serial.to_json(labels)}))
    checked = host.module("diffulizer.dataset.check.base").Checked(None)
    checked.json["metadata.json"] = {"schema_version": "1.2.0", "prompt": content}
    host.module("diffulizer.dataset.check.prompt").check_prompt(checked)
    assert checked.errors == []
    assert serial.from_json(model.Labels, content, Path("run")).with_text(prompt.text).table == prompt.table


def spans(clip: Any, name: str, text: str) -> list[tuple[int, int]]:
    """Places in a text of the tokens that the host's tokenizer makes of it, by the fast tokenizers' own offsets."""
    from transformers import Qwen2TokenizerFast

    if name in T5:
        inner = getattr(clip.tokenizer, "t5xxl", getattr(clip.tokenizer, "clip_t5xxl", None)).tokenizer
        return [tuple(span) for span in inner(text, return_offsets_mapping=True)["offset_mapping"]][:-1]
    import comfy.text_encoders.z_image

    files = Path(comfy.text_encoders.z_image.__file__).parent / "qwen25_tokenizer"
    fast = Qwen2TokenizerFast.from_pretrained(str(files))
    return [tuple(span) for span in fast(text, return_offsets_mapping=True)["offset_mapping"]]


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize("prompt", list(PROMPTS))
@pytest.mark.parametrize("name", [*T5, *BYTE_LEVEL])
def test_each_word_is_the_text_at_its_tokens(host: Any, clips: Any, name: str, prompt: str) -> None:
    text = PROMPTS[prompt].replace("(a dog)", "a dog") if name in WEIGHTED else PROMPTS[prompt]
    made, ids = encoded(host, clips(name), text)
    table = made.table
    rows = len(ids)  # of HunyuanImage's byT5 there are more, see below
    assert list(table.ids[:rows]) == ids.tolist()
    places = spans(clips(name), name, text)
    own = [i for i, kind in enumerate(table.token_kinds[:rows]) if kind in (None, "space")]
    assert len(own) == len(places)
    assert own == list(range(own[0], own[0] + len(own))) if own else text == ""
    at = dict(zip(own, places, strict=True))
    for word in table.words:
        start, end = at[word.token_indices[0]][0], max(at[i][1] for i in word.token_indices if i < rows)
        assert word.text == text[start:end].strip(" \n\u200d")  # T5 reads a joiner of emoji as a space
    spelt = "".join(word.text for word in table.words)
    assert spelt == "".join((text.replace("\u200d", " ") if name in T5 else text).split())
    assert all(text[slice(*at[i])].isspace() for i in own if table.token_kinds[i] == "space")


# -- what is not the prompt ----------------------------------------------------------------------


def kinds_of(table: Any) -> list[tuple[str | None, int]]:
    """Kinds of the rows, each with how many follow each other."""
    return [(kind, len(list(rows))) for kind, rows in groupby(table.token_kinds)]


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize("name", BYTE_LEVEL)
def test_the_template_is_what_an_empty_prompt_has(host: Any, clips: Any, name: str) -> None:
    """The rows of a template are those of the empty prompt, whatever stands between them."""
    clip = clips(name)
    empty, ids = encoded(host, clip, "")
    assert empty.table.words == ()
    around = [int(i) for i, kind in zip(ids, empty.table.token_kinds, strict=True) if kind == "template"]
    made, ids = encoded(host, clip, "a cat <|im_end|> assistant")
    assert [int(i) for i, kind in zip(ids, made.table.token_kinds, strict=True) if kind == "template"] == around
    assert [word.text for word in made.table.words] == ["a", "cat", "<|im_end|>", "assistant"]
    assert {kind for kind in made.table.token_kinds if kind} <= {"template", "padding"}


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize("prompt", list(PROMPTS))
def test_auraflow_s_words_are_the_text(host: Any, clips: Any, prompt: str) -> None:
    """Its tokenizer has no offsets to hold them against."""
    text = PROMPTS[prompt].replace("(a dog)", "a dog")
    made, ids = encoded(host, clips("aura"), text)
    assert list(made.table.ids) == ids.tolist()
    assert "".join(words_of(made)) == "".join(text.split())


@pytest.mark.usefixtures("ids_as_rows")
def test_t5_has_weights_an_end_and_padding(host: Any, clips: Any) -> None:
    table = encoded(host, clips("flux"), "a (red:1.5) circle")[0].table
    assert [(w.text, table.weights[w.token_indices[0]]) for w in table.words] == [("a", 1), ("red", 1.5), ("circle", 1)]
    assert kinds_of(table) == [(None, 4), ("end", 1), ("padding", 251)]
    assert kinds_of(encoded(host, clips("flux"), "")[0].table) == [("end", 1), ("padding", 255)]
    assert len(encoded(host, clips("chroma"), "a red circle")[0].table) == 5


@pytest.mark.usefixtures("ids_as_rows")
def test_language_models_take_weights_as_text(host: Any, clips: Any) -> None:
    table = encoded(host, clips("z_image"), "a (red:1.5) circle")[0].table
    assert "".join(word.text for word in table.words) == "a(red:1.5)circle"
    assert set(table.weights) == {1.0}


# -- SD3 -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize("prompt", list(PROMPTS))
def test_a_word_that_clip_and_t5_read_is_one_word(host: Any, clips: Any, prompt: str) -> None:
    """Each word has tokens of both, and those of each are the words that it makes by itself."""
    clip, text = clips("sd3"), PROMPTS[prompt].replace("(a dog)", "a dog")
    made, ids = encoded(host, clip, text)
    table, t5 = made.table, encoded(host, clips("flux"), text)[0].table
    border = table.encoders[0].count
    assert border % 77 == 0
    assert [rows.name for rows in table.encoders] == ["l+g", "t5xxl"]
    assert border + table.encoders[1].count == len(table)
    assert list(table.ids) == ids.tolist()
    letters = lambda words: "".join("".join(w.text.split()) for w in words).replace("\u200d", "")  # noqa: E731
    assert letters(table.words) == letters(t5.words)
    behind = [i - border for word in table.words for i in word.token_indices if i >= border]
    assert sorted(behind) == [i for word in t5.words for i in word.token_indices]
    both = [word for word in table.words if word.token_indices[0] < border <= word.token_indices[-1]]
    assert both == list(table.words)
    if prompt == "words":
        assert [(w.text, w.token_indices) for w in table.words[:3]] == [
            ("a", (1, 77, 78)),
            ("red", (2, 79)),
            ("circle", (3, 80)),
        ]


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize(
    ("loaded", "rows"),
    [({"t5": False}, 77), ({"clip_l": False, "clip_g": False}, 77), ({"clip_g": False}, 154), ({"clip_l": False}, 154)],
)
def test_sd3_with_some_of_its_encoders(host: Any, loaded: dict[str, bool], rows: int) -> None:
    clip = encoder("sd3_clip", "SD3Tokenizer", lambda kind: kind.sd3_clip(**loaded))
    made, ids = encoded(host, clip, "a red circle")
    assert len(ids) == len(made.table) == rows
    assert list(made.table.ids) == ids.tolist()
    assert [word.text for word in made.table.words] == ["a", "red", "circle"]
    of_t5 = [i for word in made.table.words for i in word.token_indices if made.table.tokens[i].startswith("\u2581")]
    assert len(of_t5) == (0 if "t5" in loaded else 3)


# -- the graph -----------------------------------------------------------------------------------


def from_graph(
    host: Any, clip: Any, kind: str, family: str = "unknown", *, without: Sequence[str] = (), **inputs: Any
) -> Any:
    """Return the prompt that is found for what a node of the host encodes, and the rows' ids.

    Args:
        without: nodes whose outputs the host no longer holds: "clip", or "picture" with its number.
        inputs: those of the node; of a picture, its number.
    """
    encode = host.nodes.NODE_CLASS_MAPPINGS[kind]
    pictures = {name: value for name, value in inputs.items() if name.startswith("image")}
    function = getattr(encode(), encode.FUNCTION)
    made = function(clip=clip, **inputs | {name: picture(number) for name, number in pictures.items()})
    ((embedding, _),) = conditioning = made[0]
    links = {"clip": ["clip", 0], **{name: [f"picture{number}", 0] for name, number in pictures.items()}}
    nodes = {"clip": node("Loader"), "e": node(kind, **inputs | links), "s": node("K", positive=["e", 0])}
    outputs = {"e": [[conditioning]], "clip": [[clip]], **{f"picture{n}": [[picture(n)]] for n in pictures.values()}}
    nodes |= {name: node("LoadImage") for name in outputs if name.startswith("picture")}
    held = {name: values for name, values in outputs.items() if name not in without}
    graph = host.module("diffulizer.comfyui.graph").Graph(nodes.get, held.get)
    origins = host.module("nodes.host.origins").Origins(graph, "s")
    prompt = host.module("nodes.host.conditions")._prompt({"cross_attn": embedding}, family, origins)
    assert len(prompt.table) == embedding.shape[1]
    assert_valid(host, prompt)
    return prompt, embedding[0].amax(-1).long()


def picture(number: int) -> Tensor:
    """A picture [1, rows, columns, 3], each number's of another shape."""
    return torch.zeros(1, 64 * number, 96, 3)


def words_of(prompt: Any) -> list[str]:
    return [word.text for word in prompt.table.words]


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize("without", [[], ["clip"]])
@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("flux", "flux"),
        ("sd3", "sd3"),
        ("chroma", "chroma"),
        ("z_image", "zimage"),
        ("qwen_image", "qwenimage"),
        ("cosmos", "cosmost2ipredict2"),
        ("hunyuan_image", "hunyuanimage21"),
        ("omnigen2", "omnigen2"),
        ("aura", "auraflow"),
    ],
)
def test_the_core_encoder_is_found_in_the_graph(
    host: Any, clips: Any, name: str, family: str, without: list[str]
) -> None:
    """By the text encoder that the node was given, or by the one that the host's description of a model names."""
    prompt, ids = from_graph(host, clips(name), "CLIPTextEncode", family, without=without, text="a red circle, shiny")
    assert prompt.source == "graph", prompt.reason
    assert words_of(prompt) == ["a", "red", "circle", ",", "shiny"]
    assert list(prompt.table.ids) == ids.tolist()


@pytest.mark.usefixtures("ids_as_rows")
def test_options_of_a_tokenizer_are_those_of_the_graph_s_encoder(host: Any, clips: Any) -> None:
    (clip,) = (
        host.nodes.NODE_CLASS_MAPPINGS["T5TokenizerOptions"].execute(clips("flux"), min_padding=2, min_length=0).args
    )
    prompt, ids = from_graph(host, clip, "CLIPTextEncode", "flux", text="a red circle")
    shortest = len(encoded(host, clips("chroma"), "a red circle")[1])
    assert (prompt.source, len(ids)) == ("graph", shortest + 2)
    prompt, _ = from_graph(host, clip, "CLIPTextEncode", "flux", without=["clip"], text="a red circle")
    assert prompt.source == "position"
    assert f"the text has 256 tokens, the embedding {shortest + 2}" in prompt.reason


@pytest.mark.usefixtures("ids_as_rows")
def test_flux_is_told_by_the_text_of_its_t5(host: Any, clips: Any) -> None:
    texts: dict[str, Any] = {"clip_l": LONG, "t5xxl": "a blue square"}
    prompt, ids = from_graph(host, clips("flux"), "CLIPTextEncodeFlux", **texts, guidance=3.5)
    assert (prompt.source, prompt.text, words_of(prompt)) == ("graph", "a blue square", ["a", "blue", "square"])
    assert list(prompt.table.ids) == ids.tolist()


@pytest.mark.usefixtures("ids_as_rows")
def test_kandinsky_is_told_by_the_text_of_its_language_model(host: Any, clips: Any) -> None:
    texts: dict[str, Any] = {"clip_l": LONG, "qwen25_7b": "a blue square"}
    prompt, ids = from_graph(host, clips("kandinsky5"), "CLIPTextEncodeKandinsky5", **texts)
    assert (prompt.source, prompt.text, words_of(prompt)) == ("graph", "a blue square", ["a", "blue", "square"])
    assert list(prompt.table.ids) == ids.tolist()


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize("padding", ["none", "empty_prompt"])
@pytest.mark.parametrize(
    ("l", "g", "t5"),
    [
        ("a cat", "a cat", "a cat"),
        ("a cat", "a dog", "a bird"),
        ("", "a dog", "a dog"),
        ("a cat", LONG, ""),
        ("", "", "a cat"),
        ("", "", ""),
        ("a cat", "a cat", ""),
    ],
)
def test_sd3_with_texts_of_its_own(host: Any, clips: Any, l: str, g: str, t5: str, padding: str) -> None:  # noqa: E741
    texts: dict[str, Any] = {"clip_l": l, "clip_g": g, "t5xxl": t5, "empty_padding": padding}
    prompt, ids = from_graph(host, clips("sd3"), "CLIPTextEncodeSD3", **texts)
    assert prompt.source == "graph", prompt.reason
    assert list(prompt.table.ids) == ids.tolist()
    read = "".join(dict.fromkeys(text for text in (l, t5) if text))
    assert "".join(words_of(prompt)) == "".join(read.split())
    assert (prompt.second is None) == (l == g)
    if l != g:
        assert len(prompt.second) == len(prompt.table)
        assert "".join(w.text for w in prompt.second.words) == "".join(("" if g == t5 else g).split() + t5.split())


@pytest.mark.usefixtures("ids_as_rows")
def test_the_editing_encoder_has_the_rows_of_its_picture(host: Any, clips: Any) -> None:
    clip = clips("qwen_image")
    plain, _ = from_graph(host, clip, "TextEncodeQwenImageEdit", prompt="make it red")
    assert words_of(plain) == ["make", "it", "red"]
    prompt, ids = from_graph(host, clip, "TextEncodeQwenImageEdit", prompt="make it red", image=1)
    assert (prompt.source, words_of(prompt)) == ("graph", ["make", "it", "red"])
    rows = [i for i, kind in enumerate(prompt.table.token_kinds) if kind == "reference"]
    assert rows == (ids == -1).nonzero().flatten().tolist()
    assert [int(i) for i in ids if i >= 0] == [n for i, n in enumerate(prompt.table.ids) if i not in rows]


@pytest.mark.usefixtures("ids_as_rows")
def test_the_editing_encoder_of_several_pictures(host: Any, clips: Any) -> None:
    clip = clips("qwen_image")
    prompt, ids = from_graph(host, clip, "TextEncodeQwenImageEditPlus", prompt="make it red", image2=1)
    assert (prompt.source, words_of(prompt)) == ("graph", ["make", "it", "red"])
    assert [i for i, k in enumerate(prompt.table.token_kinds) if k == "reference"] == (
        ids == -1
    ).nonzero().flatten().tolist()
    both: dict[str, Any] = {"prompt": "make it red", "image1": 1, "image3": 2}
    prompt, ids = from_graph(host, clip, "TextEncodeQwenImageEditPlus", **both)
    assert (prompt.source, words_of(prompt)) == ("graph", ["make", "it", "red"]), prompt.reason
    rows = [i for i, k in enumerate(prompt.table.token_kinds) if k == "reference"]
    assert rows == (ids == -1).nonzero().flatten().tolist()
    prompt, _ = from_graph(host, clip, "TextEncodeQwenImageEditPlus", **both, without=["picture1"])
    assert prompt.source == "position"
    assert "how many rows each picture in the text has is not known" in prompt.reason


# -- the network's own padding, and tokenizers that come with a checkpoint ----------------------------


def tekken() -> Tensor:
    """A vocabulary in the form of Mistral's: each byte, some pairs, and the special tokens of the template."""
    pieces = [bytes([i]) for i in range(256)] + [b" c", b"at", b" cat", b"re", b" re", b" red", "\u732b".encode()[:2]]
    special = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"]
    special += [f"<SPECIAL_{i}>" for i in range(len(special), 12)]
    content = {
        "config": {"default_vocab_size": len(pieces) + len(special), "default_num_special_tokens": len(special)},
        "vocab": [{"rank": i, "token_bytes": b64encode(piece).decode()} for i, piece in enumerate(pieces)],
        "special_tokens": [{"rank": i, "token_str": name} for i, name in enumerate(special)],
    }
    return torch.frombuffer(bytearray(json.dumps(content).encode()), dtype=torch.uint8)


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize("text", ["a red cat", "\u732b and a red cat, it's", ""])
def test_flux_2_is_padded_at_the_front(host: Any, text: str) -> None:
    clip = encoder("flux", "Flux2Tokenizer", lambda kind: kind.flux2_te(), tekken_model=tekken())
    made, ids = encoded(host, clip, text)
    assert "".join(word.text for word in made.table.words) == "".join(text.split())
    assert list(made.table.ids) == ids.tolist()
    assert made.table.token_kinds[0] == "start"
    assert {kind for kind in made.table.token_kinds[1:] if kind} <= {"template", "space"}
    given = torch.nn.functional.pad(ids[None, :, None], (0, 0, 512 - len(ids), 0), value=-1)[0, :, 0]
    prompt = host.module("nodes.host.words").as_given(made, 512, "flux2")
    assert list(prompt.table.ids) == given.tolist()
    assert prompt.table.token_kinds[: 512 - len(ids)] == ["padding"] * (512 - len(ids))
    assert [word.text for word in prompt.table.words] == [word.text for word in made.table.words]
    for word, before in zip(prompt.table.words, made.table.words, strict=True):
        assert [prompt.table.ids[i] for i in word.token_indices] == [made.table.ids[i] for i in before.token_indices]
    assert host.module("nodes.host.words").as_given(made, 512, "flux") is None


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize("text", ["a (red:1.3) circle", "\u732b and a red cat, it's", ""])
def test_anima_s_network_gets_rows_of_t5(host: Any, clips: Any, text: str) -> None:
    """Its embedding has rows of Qwen3; its adapter makes of each id of T5 a row, and pads them to 512."""
    tokens = host.module("nodes.host.tokens")
    clip = clips("anima")
    ((embedding, extra),) = tokens.carry_tokens(tokens.encoded(clip, text), clip, text)
    made, reason = tokens.carried_prompt({**extra, "cross_attn": embedding})
    assert made is not None, reason
    prompt = host.module("nodes.host.words").as_given(made, 512, "anima")
    count = len(extra["t5xxl_ids"])
    assert prompt.table.ids[:count] == tuple(extra["t5xxl_ids"].tolist())
    assert prompt.table.weights[:count] == pytest.approx(extra["t5xxl_weights"].tolist())
    assert prompt.table.token_kinds[count - 1 :] == ["end", *["padding"] * (512 - count)]
    assert "".join(words_of(prompt)) == "".join(text.replace("(", "").replace(":1.3)", "").split())


def sentencepiece_model(folder: Path, **options: Any) -> Tensor:
    """A small SentencePiece model, trained on the prompts that are tried."""
    sentencepiece = pytest.importorskip("sentencepiece", reason="ComfyUI reads these tokenizers with sentencepiece")
    texts = [text for text in PROMPTS.values() if text] * 40
    (folder / "texts.txt").write_text("\n".join(" ".join(text.split()) for text in texts), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "texts.txt"),
        model_prefix=str(folder / "m"),
        vocab_size=420,
        byte_fallback=True,
        hard_vocab_limit=False,
        minloglevel=2,
        **options,
    )
    return torch.frombuffer(bytearray((folder / "m.model").read_bytes()), dtype=torch.uint8)


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize("prompt", list(PROMPTS))
@pytest.mark.parametrize("name", ["wan", "lumina2"])
def test_sentencepiece_models_of_checkpoints(host: Any, tmp_path: Path, name: str, prompt: str) -> None:
    """Wan's umT5 and Lumina's Gemma: each word is the text that SentencePiece says its tokens stand for."""
    options = {
        "wan": {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1, "normalization_rule_name": "nmt_nfkc"},
        "lumina2": {
            "pad_id": 0,
            "eos_id": 1,
            "bos_id": 2,
            "unk_id": 3,
            "add_dummy_prefix": False,
            "normalization_rule_name": "identity",
            "remove_extra_whitespaces": False,
        },
    }[name]
    model = sentencepiece_model(tmp_path, **options)
    tokenizer = {"wan": "WanT5Tokenizer", "lumina2": "LuminaTokenizer"}[name]
    clip = encoder(name, tokenizer, lambda kind: kind.te(), spiece_model=model)
    text = PROMPTS[prompt].replace("(a dog)", "a dog")
    made, ids = encoded(host, clip, text)
    table = made.table
    assert list(table.ids) == ids.tolist()
    inner = getattr(clip.tokenizer, clip.tokenizer.clip).tokenizer.tokenizer
    own = [i for i, kind in enumerate(table.token_kinds) if kind in (None, "space")]
    assert kinds_of(table)[0][0] == ("start" if name == "lumina2" else (None if own else "end"))
    assert inner.encode(text, add_bos=False, add_eos=False) == [table.ids[i] for i in own]
    for word in table.words:
        surface = inner.decode([table.ids[i] for i in word.token_indices]).strip()
        assert normal(word.text) == normal(surface)
    assert normal("".join(word.text for word in table.words)) == normal(text)


def normal(text: str) -> str:
    """A text as SentencePiece normalises it, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text.replace("\u200d", " ")).split())


@pytest.mark.usefixtures("ids_as_rows")
def test_the_system_prompt_of_lumina_is_a_template(host: Any, tmp_path: Path) -> None:
    model = sentencepiece_model(tmp_path, pad_id=0, eos_id=1, bos_id=2, unk_id=3, add_dummy_prefix=False)
    clip = encoder("lumina2", "LuminaTokenizer", lambda kind: kind.te(), spiece_model=model)
    given: dict[str, Any] = {"system_prompt": "superior", "user_prompt": "a red circle"}
    prompt, ids = from_graph(host, clip, "CLIPTextEncodeLumina2", **given)
    assert (prompt.source, prompt.text, words_of(prompt)) == ("graph", "a red circle", ["a", "red", "circle"])
    assert list(prompt.table.ids) == ids.tolist()
    first = prompt.table.words[0].token_indices[0]
    assert prompt.table.token_kinds[:first] == ["start", *["template"] * (first - 1)]
    typed, _ = from_graph(host, clip, "CLIPTextEncode", text="You are good. <Prompt Start> a red circle")
    assert words_of(typed) == ["a", "red", "circle"]


@pytest.mark.usefixtures("ids_as_rows")
def test_an_embedding_in_a_prompt_of_t5_is_one_word(host: Any, tmp_path: Path) -> None:
    save_file({"t5xxl": torch.randn(2, 4096), "clip_l": torch.randn(3, 768)}, str(tmp_path / "mystyle.safetensors"))
    clip = encoder("flux", "FluxTokenizer", lambda kind: kind.flux_clip())
    for inner in (clip.tokenizer.t5xxl, clip.tokenizer.clip_l):
        inner.embedding_directory = [str(tmp_path)]
    made, ids = encoded(host, clip, "a red circle, embedding:mystyle photo")
    assert words_of(made) == ["a", "red", "circle", ",", "embedding:mystyle", "photo"]
    assert [i for i in range(256) if ids[i] == -1] == list(made.table.words[4].token_indices)


@pytest.mark.usefixtures("ids_as_rows")
def test_prompts_of_t5_one_after_another(host: Any, clips: Any) -> None:
    """ConditioningConcat of two prompts of SD3: the rows of both encoders, twice."""
    tokens = host.module("nodes.host.tokens")
    text = host.module("diffulizer.comfyui.graph").Text
    clip = clips("sd3")
    prompt = tokens.graph_prompt(
        (text({"": "a cat"}), text({"": "a dog"})), "sd3", ({"clip": clip}, {"clip": clip}), 308
    )
    assert words_of(prompt) == ["a", "cat", "a", "dog"]
    assert [word.token_indices for word in prompt.table.words][2:] == [(155, 231, 232), (156, 233)]
    assert [rows.count for rows in prompt.table.encoders] == [77] * 4


def test_an_unknown_text_encoder_is_said(host: Any, clips: Any) -> None:
    words = host.module("nodes.host.words")
    with pytest.raises(words.UnknownWordsError, match="the text encoder bert \\+ mt5xl is not known"):
        words.labels_of(words.Encoded({"bert": [], "mt5xl": []}, None, {"": "a cat"}))
    clip = clips("flux")
    conditioning = [[torch.zeros(1, 7, 4), {}]]
    ((embedding, extra),) = host.module("nodes.host.tokens").carry_tokens(conditioning, clip, "a cat")
    prompt, reason = host.module("nodes.host.tokens").carried_prompt({**extra, "cross_attn": embedding})
    assert (prompt, reason) == (None, "the text has 256 tokens, the embedding 7")


@pytest.mark.usefixtures("ids_as_rows")
@pytest.mark.parametrize(
    ("text", "lettering"),
    [
        ('a HELLO sign that says "HELLO you"', ["HELLO", "you"]),
        (
            '"Caf\u00e9" beside \u201c\u4f60\u597d\u201d and "bar \\(open\\)"',
            ["Caf\u00e9", "\u4f60\u597d", "bar", "(", "open", ")"],
        ),
        ("no lettering", []),
    ],
)
def test_lettering_is_read_twice(host: Any, text: str, lettering: list[str]) -> None:
    """HunyuanImage's network gets the rows of byT5 behind those of the prompt; a word in quotes has tokens of both."""
    clip = encoder("hunyuan_image", "HunyuanImageTokenizer", lambda kind: kind.te())
    tokens = host.module("nodes.host.tokens")
    ((embedding, extra),) = tokens.carry_tokens(tokens.encoded(clip, text), clip, text)
    behind = extra.get("conditioning_byt5small", torch.zeros(1, 0, 1))
    carried, reason = tokens.carried_prompt({**extra, "cross_attn": embedding})
    assert carried is not None, reason
    assert_valid(host, carried)
    table = carried.table
    assert list(table.ids) == [*embedding[0].amax(-1).long().tolist(), *behind[0].amax(-1).long().tolist()]
    border = embedding.shape[1]
    spelt: dict[int, str] = {}
    for number, word in enumerate(table.words):
        own = bytes(table.ids[i] - 3 for i in word.token_indices if i >= border)  # byT5's ids are bytes and 3
        if own:
            spelt[number] = own.decode().strip()
            assert word.token_indices[0] < border
            assert spelt[number] in word.text  # where Qwen joins a quote with a word, both are one
    assert "".join(spelt.values()) == "".join(lettering)
    if text.startswith("a HELLO"):
        assert [number for number, word in enumerate(table.words) if word.text == "HELLO"][1] == min(spelt)
    network = {"c_crossattn": SimpleNamespace(cond=embedding), "txt_byt5": SimpleNamespace(cond=behind)}
    assert host.module("nodes.host.conditions")._rows({"cross_attn": embedding, "model_conds": network}) == len(table)


def test_a_foreign_text_encoder_costs_the_words_alone(host: Any, clips: Any) -> None:
    """One of another pack, that has no tokenizer of the host's form."""
    tokens, text = host.module("nodes.host.tokens"), host.module("diffulizer.comfyui.graph").Text({"": "a cat"})
    foreign = SimpleNamespace(tokenize=lambda _text: {}, tokenizer=object())
    error = host.module("nodes.host.words").UnknownWordsError
    with pytest.raises(error, match=r"could not be asked again \(TypeError"):
        tokens.graph_prompt((text,), "flux", ({"clip": foreign},))
