"""The rules of the format, by id. Each one has a case in tests/unit/cases/."""

from __future__ import annotations

PLAIN = {
    # files
    "json-missing": "The four JSON files exist.",
    "json-syntax": "They are JSON in UTF-8.",
    "json-non-finite": "No number is NaN or infinite; what was not measured is null.",
    "json-number": "No whole number is beyond 64 bits.",
    "json-duplicate-key": "No key appears twice in an object.",
    "schema-version": "schema_version is 1.x.y.",
    "schema-missing-key": "Required keys are present.",
    "schema-type": "Values have the types of the JSON Schemas.",
    "schema-value": "Values are in the ranges and sets of the JSON Schemas.",
    "path-unsafe": "Paths are relative, with forward slashes, and without '.', '..' or a drive.",
    "path-escapes": "Paths lead to places within the run, symbolic links followed.",
    "path-repeated": "No file is listed twice.",
    "file-missing": "Every listed file exists.",
    "validation-report": "validation.json describes this run and says that all is well.",
    # counts and order
    "step-count": "Lists with one entry per step have as many entries as there are steps.",
    "metric-step": "A metric's entry names its own step.",
    "timesteps-rising": "Timesteps never rise.",
    "sigmas-order": "Where timesteps fall, noise levels fall.",
    # prompt
    "token-count": "Lists with one entry per token have as many entries as there are tokens.",
    "token-ids": "Equal tokens have equal ids, and equal ids equal tokens.",
    "token-kinds": "Where tokens have kinds, special ones have one, and no others.",
    "word-indices": "Words name existing tokens, each word's in rising order, no token twice and no special one.",
    "word-spelling": "A word's tokens spell its text; those of each of several text encoders, it or a part of it.",
    "word-order": "Words are in the order of the prompt's text.",
    "word-unrecorded": "Unrecorded words have rising places among all words, and share one row.",
    "meaningful-count": "meaningful_token_count is the number of tokens that are not special.",
    "condition-id": "Conditions are c0, c1, ... in this order.",
    "condition-unknown": "Calls of the network name listed conditions.",
    "condition-first": "c0 is not a negative condition.",
    "condition-area": "A condition's area has at least one cell and begins within the latent.",
    "condition-prompt": "c0 is the prompt, and a single negative condition the negative prompt.",
    "edit-tokens": "Edits name tokens of listed conditions, and those that a swap exchanges are as many.",
    # layers and maps
    "layer-repeated": "Each layer id and each module is listed once.",
    "layer-kind": "attn1 modules are self-attention, attn2 modules cross-attention.",
    "layer-unknown": "Every layer id that is used is listed in layers.",
    "map-repeated": "There is one map of each type, layer, step, condition and head.",
    "map-kind": "A map has the attention type of its layer.",
    "map-step": "A map's step is one of the run's.",
    "map-condition": "attention_files holds c0 averaged over heads; other maps name a listed condition.",
    "map-head": "A map's head is one of its layer's.",
    "map-name": "A map's file name says its layer, step, condition and head.",
    "map-shape": "A map's shape follows from its tokens and its grid, and the grid from its layer's.",
    "map-size": "A map's file has two bytes for each value of its shape.",
    "map-absent": "A measured step has the maps of all layers, unless not_recorded says why not.",
    # effects
    "effect-words": "Effects name words by tokens of listed conditions, and metrics of effects have a value for each.",
    "effect-map": "There is one file of effects for a step, named and shaped by its step, its words and the latent.",
    # what words look at
    "gather-tokens": "What words look at names rising tokens of listed conditions.",
    "gather-layers": "It names listed layers of cross-attention, each once.",
    "gather-map": "There is one file for a step and condition, named by them, shaped by layers, tokens and cross maps.",
    # removals
    "removal-words": "Removals name words by tokens of listed conditions, and have a picture, and values, for each.",
    "removal-map": "There is one file of changes, shaped by its words and the latent, and all files have their names.",
    # images and arrays
    "image-proportions": "The image, or c0's area of it, has the proportions of the layers' grids.",
    "image-unreadable": "Images open.",
    "image-format": "Images are PNG, RGB, 8 bits.",
    "image-size": "All images have the size that the run states.",
    "array-unreadable": "The latents' archive opens.",
    "array-missing": "It holds latents and predicted_noise, and from 1.1 x0 and latent_initial.",
    "array-dtype": "Its arrays are float16.",
    "array-shape": "Its arrays are [steps, C, h, w], all of the same shape.",
}
"""Rules that each validation checks."""

STRICT = {
    "array-non-finite": "Latents are finite.",
    "latent-relation": "The latent before a step is x0 + sigma * predicted noise.",
    "guidance-swapped": "The noise of the positive and of the negative condition is not swapped.",
    "guidance-map": "Guidance maps are what the stored noise gives.",
    "metric-latent": "Metrics of latents are what the stored latents give.",
    "pca-points": "PCA points are what the stored latents give, up to the sign of an axis.",
    "pca-ratio": "Explained variance ratios are what the stored latents give.",
    "map-values": "Values of maps are finite and between 0 and 1.",
    "map-sum": "Cross maps sum to 1 over tokens in each cell, self maps over each row.",
    "map-heads": "The mean of the maps of all heads is the head-averaged map.",
    "effect-values": "Values of effects are finite and at least 0.",
    "metric-effect": "Norms of effects are within the bounds that the stored maps give.",
    "gather-values": "Shares of what words look at are finite, at least 0, and sum to at most 1.",
    "removal-values": "Changes without a word are finite and at least 0.",
    "metric-activation": "Mean token activations are the means of the stored cross maps.",
    "metric-dominance": "Token dominance is what the mean token activations give.",
    "metric-kl": "Divergences are what the mean token activations give.",
    "metric-entropy": "Entropies agree with the stored maps and with their own means.",
    "metric-spatial-entropy": "Spatial entropies agree with the stored maps and with their own means.",
    "metric-centroid": "Centres of mass are those of the stored cross maps.",
}
"""Rules that only strict validation checks, because they take reading all maps and latents."""

RULES = {**PLAIN, **STRICT}
"""Rules that a valid run keeps."""

WARNINGS = {
    "file-unlisted": "Every file in the folder is listed.",
    "schema-newer": "The run's schema is one that this program knows.",
    "guidance-not-plain": "Predicted noise is uncond + cfg * (text - uncond); other guidance patches differ.",
    "not-checked": "Strict checks had what they need.",
}
"""Oddities that leave a run valid."""
