"""Check that tokens, words and conditions fit together."""

from __future__ import annotations

import math
from typing import Any

from ...pieces import spell
from ...prompts import END_OF_WORD, OTHER, decode_pieces
from ..layout import METADATA, METRICS
from .base import Checked, as_dict, as_int, as_list, shown

PER_TOKEN = ("token_ids", "weights", "special_mask", "token_kinds")


def check_prompt(run: Checked) -> None:
    """Check the prompt's tables, those of all conditions, and the parts that both hold."""
    prompt = as_dict(run.metadata.get("prompt"))
    _check_table(run, f"{METADATA}: prompt", prompt)
    conditions = [as_dict(c) for c in as_list(run.metadata.get("conditions"))]
    for i, condition in enumerate(conditions):
        where = f"{METADATA}: conditions[{i}]"
        run.count("conditions")
        _check_table(run, where, condition)
        if condition.get("id") != f"c{i}":
            run.error("condition-id", f"{where}.id", f"{shown(condition.get('id'))}; expected 'c{i}'")
        _check_area(run, f"{where}.area", as_list(condition.get("area")))
    ids = {condition.get("id") for condition in conditions if isinstance(condition.get("id"), str)}
    for i, calls in enumerate(as_list(run.generator.get("network_calls"))):
        for j, call in enumerate(as_list(calls)):
            for unknown in (c for c in as_list(call) if isinstance(c, str) and c not in ids):
                where = f"{METADATA}: generator.network_calls[{i}][{j}]"
                run.error("condition-unknown", where, f"{shown(unknown)} is not a condition of the run")
    _check_edits(run)
    if conditions:
        _check_roles(run, prompt, conditions)
    count, special = as_int(prompt.get("meaningful_token_count")), as_list(prompt.get("special_mask"))
    if run.newer and count is not None and special:
        expected = max(1, sum(s is False for s in special))  # 1.0.0 counts one in an empty prompt
        if count != expected:
            message = f"{shown(count)}; special_mask leaves {expected}"
            run.error("meaningful-count", f"{METADATA}: prompt.meaningful_token_count", message)
    _check_metric_lengths(run)


def _check_edits(run: Checked) -> None:
    """Check that edits name conditions and tokens of the run, and swap as many tokens as they swap with."""
    for i, edit in enumerate(as_dict(e) for e in as_list(run.generator.get("edits"))):
        where = f"{METADATA}: generator.edits[{i}]"
        parts = {key: as_dict(edit.get(key)) for key in ("tokens", "partners")}
        for key, by_condition in parts.items():
            run.check_tokens("edit-tokens", f"{where}.{key}", by_condition)
        counts = [{name: len(as_list(tokens)) for name, tokens in part.items()} for part in parts.values()]
        if counts[1] != (counts[0] if edit.get("action") == "swap" else {}):
            message = f"{shown(parts['partners'])}; expected for a swap, and only there, one for each of its tokens"
            run.error("edit-tokens", f"{where}.partners", message)


def _check_area(run: Checked, where: str, area: list[Any]) -> None:
    """Check [rows, columns, top, left], in cells of the latent."""
    sizes = [as_int(n) for n in area]
    if len(sizes) != 4:
        return  # null is the whole image; the schema's check reports the rest
    lengths = (as_int(run.generator.get(key), low=1) for key in ("height", "width"))
    latent = [n and n // run.latent_pixels for n in lengths]
    starts = [start is not None and start < (size or math.inf) for start, size in zip(sizes[2:], latent, strict=True)]
    if not (sizes[0] and sizes[1] and all(starts)):
        run.error("condition-area", where, f"{shown(area)}; expected [rows, columns, top, left] within {latent} cells")


def _check_roles(run: Checked, prompt: dict[str, Any], conditions: list[dict[str, Any]]) -> None:
    first = conditions[0]
    if first.get("polarity") == "negative":
        message = "'negative'; c0 is what the run's maps and metrics describe, and is a positive one"
        run.error("condition-first", f"{METADATA}: conditions[0].polarity", message)
    for key in ("text", "tokens", "token_ids", "words"):
        if key in first and key in prompt and first[key] != prompt[key]:
            message = f"{shown(first[key])} differs from prompt.{key}, {shown(prompt[key])}"
            run.error("condition-prompt", f"{METADATA}: conditions[0].{key}", message)
    negative = [(i, c) for i, c in enumerate(conditions) if c.get("polarity") == "negative"]
    if len(negative) == 1 and negative[0][1].get("text") != prompt.get("negative"):
        text = shown(negative[0][1].get("text"))
        message = f"{text} differs from prompt.negative, {shown(prompt.get('negative'))}"
        run.error("condition-prompt", f"{METADATA}: conditions[{negative[0][0]}].text", message)


def _check_table(run: Checked, where: str, table: dict[str, Any]) -> None:
    tokens = as_list(table.get("tokens"))
    run.count("tokens", len(tokens))
    for key in PER_TOKEN:
        if isinstance(table.get(key), list) and len(table[key]) != len(tokens):
            message = f"{len(table[key])} entries; expected {len(tokens)}, one per token"
            run.error("token-count", f"{where}.{key}", message)
    stretches = _stretches(run, where, table, len(tokens))
    for stretch in stretches:
        _check_ids(run, where, tokens, as_list(table.get("token_ids")), stretch)
    _check_kinds(run, where, as_list(table.get("token_kinds")), as_list(table.get("special_mask")))
    words = [as_dict(w) for w in as_list(table.get("words"))]
    run.count("words", len(words))
    _check_indices(run, where, words, tokens, as_list(table.get("special_mask")))
    _check_spelling(run, where, words, tokens, stretches)
    _check_unrecorded(run, where, table, len(words))
    if table.get("source") != "position":
        _check_word_order(run, where, words, table.get("text"))
    if "second" in table:
        _check_table(run, f"{where}.second", as_dict(table["second"]))


def _stretches(run: Checked, where: str, table: dict[str, Any], count: int) -> list[range]:
    """Return the tokens of each text encoder; all of them where the table names no encoders."""
    stretches, start = [], 0
    for encoder in as_list(table.get("encoders")):
        stretches.append(range(start, start + (as_int(as_dict(encoder).get("count")) or 0)))
        start = stretches[-1].stop
    if stretches and start != count:
        run.error("token-count", f"{where}.encoders", f"of {start} tokens; expected {count}")
    return stretches or [range(count)]


def _check_ids(run: Checked, where: str, tokens: list[Any], ids: list[Any], own: range) -> None:
    """Check that an encoder's ids belong to its tokens one to one. Negative ids stand for vectors of embeddings, which
    have names but no ids."""
    by_token: dict[Any, Any] = {}
    by_id: dict[Any, Any] = {}
    for i, (token, number) in enumerate(zip(tokens, ids, strict=False)):
        if i not in own or not isinstance(token, str) or as_int(number) is None:
            continue
        pairs: tuple[tuple[Any, Any, dict[Any, Any]], ...] = ((token, number, by_token), (number, token, by_id))
        for key, value, known in pairs:
            if known.setdefault(key, value) != value:
                message = f"{shown(token)} has id {number}, but before {shown(key)} went with {shown(known[key])}"
                run.error("token-ids", f"{where}.token_ids[{i}]", message)
                break


def _check_spelling(
    run: Checked, where: str, words: list[dict[str, Any]], tokens: list[Any], stretches: list[range]
) -> None:
    for i, word in enumerate(words):
        for own in stretches if isinstance(word.get("text"), str) else ():
            spelled = [_piece(tokens[k]) for k in _indices(word) if k in own]
            if spelled and not spell(spelled, word["text"], part=len(stretches) > 1):
                message = f"{shown(word['text'])}; its tokens spell {shown(decode_pieces(''.join(spelled)))}"
                run.error("word-spelling", f"{where}.words[{i}].text", message)


def _check_kinds(run: Checked, where: str, kinds: list[Any], special: list[Any]) -> None:
    run.count("token_kinds", len(kinds))
    for i, (kind, mark) in enumerate(zip(kinds, special, strict=False)):
        if (kind is not None) is not mark:
            message = f"{shown(kind)}; special_mask[{i}] is {shown(mark)}"
            run.error("token-kinds", f"{where}.token_kinds[{i}]", message)


def _check_unrecorded(run: Checked, where: str, table: dict[str, Any], words: int) -> None:
    """Check the words that have no tokens of their own."""
    unrecorded = [as_dict(word) for word in as_list(table.get("unrecorded_words"))]
    run.count("unrecorded_words", len(unrecorded))
    last = -1
    for i, word in enumerate(unrecorded):
        place, at = as_int(word.get("place")), f"{where}.unrecorded_words[{i}].place"
        if place is None:
            continue  # the schema's check reports it
        if not last < place < words + len(unrecorded):
            message = f"{place}; expected a place after {last} among {words + len(unrecorded)} words"
            run.error("word-unrecorded", at, message)
        last = max(last, place)
    rows = sum(kind == OTHER for kind in as_list(table.get("token_kinds")))
    if rows != bool(unrecorded):
        message = f"{len(unrecorded)} words, and {rows} rows of the kind {OTHER!r}; expected one row if there are words"
        run.error("word-unrecorded", f"{where}.unrecorded_words", message)


def _check_indices(
    run: Checked, where: str, words: list[dict[str, Any]], tokens: list[Any], special: list[Any]
) -> None:
    named: set[int] = set()
    for i, word in enumerate(words):
        last = -1
        for index in _indices(word):
            at = f"{where}.words[{i}].token_indices"
            if index >= len(tokens):
                run.error("word-indices", at, f"{index}; there are {len(tokens)} tokens")
            elif index < len(special) and special[index] is True:
                run.error("word-indices", at, f"{index} is a special token; it belongs to no word")
            elif index <= last or index in named:
                run.error("word-indices", at, f"{index} a second time, or after {last}; expected rising indices, once")
            last = max(last, index)
            named.add(index)
    for index in range(min(len(tokens), len(special))) if words else ():
        if special[index] is False and index not in named:
            message = f"token {index}, {shown(tokens[index])}, is in no word though it is not special"
            run.error("word-indices", f"{where}.words", message)


def _check_word_order(run: Checked, where: str, words: list[dict[str, Any]], text: Any) -> None:
    """Check the order of words that the text has; names of embeddings and characters beyond ASCII are written
    otherwise."""
    if not isinstance(text, str):
        return
    plain = text.casefold()
    position = 0
    for i, word in enumerate(words):
        piece = word.get("text")
        if not isinstance(piece, str) or not piece.isascii() or piece.casefold() not in plain:
            continue
        run.count("words_in_text")
        at = plain.find(piece.casefold(), position)
        if at < 0:
            message = f"{shown(piece)} does not follow the words before it in {shown(text)}"
            run.error("word-order", f"{where}.words[{i}].text", message)
            return
        position = at + len(piece)
    if words and plain.isascii() and position == 0 and "embedding:" not in plain:
        message = f"no word is in {shown(text)}; are these the tokens of another prompt?"
        run.error("word-order", f"{where}.words", message)


def _check_metric_lengths(run: Checked) -> None:
    expected = len(run.tokens)
    if not expected:
        return
    lists = [
        (f"mean_token_activation[{i}]", v) for i, v in enumerate(as_list(run.metrics.get("mean_token_activation")))
    ]
    lists += [
        (f"{key}[{i}].by_token", as_dict(v).get("by_token"))
        for key in ("cross_attention_spatial_entropy", "cross_attention_centroid")
        for i, v in enumerate(as_list(run.metrics.get(key)))
    ]
    scores = as_dict(run.metrics.get("token_dominance")).get("scores")
    lists.append(("token_dominance.scores", scores or None))
    for where, values in lists:
        if isinstance(values, list):
            run.count("token_lists")
            if len(values) != expected:
                message = f"{len(values)} entries; expected {expected}, one per token"
                run.error("token-count", f"{METRICS}: {where}", message)


def _indices(word: dict[str, Any]) -> list[int]:
    indices = (as_int(k) for k in as_list(word.get("token_indices")))
    return [k for k in indices if k is not None]


def _piece(token: Any) -> str:
    return token.removesuffix(END_OF_WORD) if isinstance(token, str) else ""
