"""Joint sequences of text and picture: the rows that a run keeps, and what is added up to them."""

from __future__ import annotations

import pytest
import torch

from diffulizer.capture.joint import Layout, Rows, recorded_prompt, shares_of_rows
from diffulizer.prompts import EncodedPrompt, EncoderRows, TokenTable, Word

PADDED = TokenTable(
    text="a red circle",
    tokens=("<pad>", "<pad>", "▁a", "▁red", "▁cir", "cle", "</s>", "<pad>"),
    ids=(0, 0, 3, 4, 5, 6, 1, 0),
    weights=(1.0, 1.0, 1.0, 1.3, 1.0, 1.0, 1.0, 1.0),
    special=(True, True, False, False, False, False, True, True),
    words=(Word("a", (2,)), Word("red", (3,)), Word("circle", (4, 5))),
    kinds=("padding", "padding", None, None, None, None, "end", "padding"),
    encoders=(EncoderRows("l", 3), EncoderRows("t5xxl", 5)),
)


def kept(**options: bool) -> tuple[EncodedPrompt, Rows]:
    return recorded_prompt(EncodedPrompt(PADDED, PADDED, "conditioning"), **{"picture": True, **options})


def test_padding_is_one_row_and_the_picture_another() -> None:
    prompt, rows = kept()
    table = prompt.table
    assert table.tokens == ("▁a", "▁red", "▁cir", "cle", "</s>", "<padding>", "<picture>")
    assert table.token_kinds == [None, None, None, None, "end", "padding", "picture"]
    assert table.weights == (1.0, 1.3, 1.0, 1.0, 1.0, 1.0, 1.0)
    assert [word.token_indices for word in table.words] == [(0,), (1,), (2, 3)]
    assert table.encoders == (EncoderRows("l", 1), EncoderRows("t5xxl", 4), EncoderRows("network", 2))
    assert rows == Rows((5, 5, 0, 1, 2, 3, 4, 5), 7, picture=6, padding=5)
    assert prompt.second is None


def test_references_in_the_text_count_to_those_behind_the_picture() -> None:
    kinds = (*PADDED.kinds[:6], "reference", "padding")
    prompt = EncodedPrompt(TokenTable(**{**vars(PADDED), "kinds": kinds}), None, "conditioning")
    shown, rows = recorded_prompt(prompt, picture=True)
    assert shown.table.tokens[-3:] == ("<padding>", "<picture>", "<reference>")
    assert (rows.text[6], rows.references) == (6, 6)


def test_a_prompt_alone_has_no_picture() -> None:
    """Cross-attention of a transformer: keys are tokens, and padding is one row."""
    prompt, rows = kept(picture=False)
    assert prompt.table.tokens[-1] == "<padding>"
    assert (rows.size, rows.picture) == (6, None)
    p = torch.rand(2, 3, 4, 8)
    shares = shares_of_rows(None, rows, p.device)(p)
    assert torch.allclose(shares[..., 5], p[..., [0, 1, 7]].sum(-1))
    assert torch.equal(shares[..., :5], p[..., 2:7])


@pytest.mark.parametrize("references", [0, 3])
def test_shares_of_all_rows_sum_to_one(references: int) -> None:
    _, rows = kept(padding=True, references=references > 0)
    end = 10 + 6
    layout = Layout(
        grid=(2, 3),
        length=end + references + 1,
        text=slice(0, 8),
        picture=slice(10, end),
        references=slice(end, end + references) if references else None,
        padding=(slice(8, 10), slice(end + references, end + references + 1)),
    )
    p = torch.randn(1, 2, 6, layout.length).softmax(-1)
    shares = shares_of_rows(layout, rows, p.device)(p)
    assert shares.shape == (1, 2, 6, rows.size)
    torch.testing.assert_close(shares.sum(-1), torch.ones(1, 2, 6))
    torch.testing.assert_close(shares[..., 6], p[..., 10:16].sum(-1))
    padding = p[..., [0, 1, 7, 8, 9, layout.length - 1]].sum(-1)
    torch.testing.assert_close(shares[..., 5], padding)
    if references:
        torch.testing.assert_close(shares[..., 7], p[..., 16:19].sum(-1))
