"""Measure how clearly a map shows words, from the map alone."""

from __future__ import annotations

from torch import Tensor


def clearness(maps: Tensor) -> float:
    """Measure how clearly a layer sees words: the variance over the image of the attention to them, divided by its mean
    (the index of dispersion), mean over maps. If a layer gives a share s of its attention to the words in some parts
    of the image and none elsewhere, its clearness is s times the fraction of the image that is elsewhere.

    It was measured on pictures of the demo model, which have an answer key (docs/faithfulness.md). The layers that it
    chooses cover the things that colour words name better than layers of the largest standard deviation or mutual
    information of word and cell do; for shapes and phrases they are equally good. The viewer uses it to choose the
    layer that it shows at first, and the live panel while a pass is sampled.

    Args:
        maps: [maps, r, c], such as those of one word in each image of a batch, or of each word in one image.
    """
    flat = maps.flatten(1)
    return float((flat.var(1, correction=0) / flat.mean(1).clamp(min=1e-12)).mean())
