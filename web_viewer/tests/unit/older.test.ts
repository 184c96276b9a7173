/** A run of schema 1.0.0 opens in the same shape; what it lacks is absent. */
import { expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import { decodePieces, joinWords } from "../../src/dataset/tokens.ts";
import type { Run } from "../../src/run/types.ts";
import { fixtureRun } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

async function open(): Promise<Run> {
  const { run, problems } = await openRun(folderOnDisk(fixtureRun("valid-schema_1_0")));
  expect(problems).toEqual([]);
  if (!run) throw new Error("it does not open");
  return run;
}

test("one condition with words joined from tokens, and the negative text without tokens", async () => {
  const { conditions } = await open();
  const [positive, negative] = conditions;
  expect(conditions.length).toBe(2);
  expect(positive).toMatchObject({
    id: "c0",
    polarity: "positive",
    labelledBy: null,
    area: null,
    weights: null,
  });
  expect(positive?.words.map(({ text }) => text)).toEqual([
    "a",
    "red",
    "circle",
    "above",
    "a",
    "blue",
    "squarish",
  ]);
  expect(positive?.words.at(-1)?.tokens).toEqual([7, 8]);
  expect(positive?.special.filter((special) => !special).length).toBe(8);
  expect(negative).toMatchObject({ id: "c1", polarity: "negative", text: "blurry", tokens: [], words: [] });
});

test("what 1.0.0 does not have is absent, not broken", async () => {
  const run = await open();
  expect(run).toMatchObject({
    schemaVersion: "1.0.0",
    complete: true,
    sigmas: null,
    notRecorded: [],
    steps: 4,
  });
  expect(run.has.x0Images).toEqual([false, false, false, false]);
  const known = [...run.metrics.series.keys(), ...run.metrics.octaves.keys()];
  expect(known).toContain("latent_l2_norm");
  for (const newer of ["x0_change_l2", "cross_attention_spatial_entropy", "latent_spectrum"])
    expect(known).not.toContain(newer);
  expect(run.pca?.x0Points).toBeNull();
  expect((await run.latents())?.x0).toBeNull();
  expect((await run.latents())?.latents?.shape[0]).toBe(4);
  expect(run.layers.map(({ block, grid, heads }) => [block, grid, heads])).toEqual([
    [["input", 4], null, null],
    [["input", 4], null, null],
    [["middle", 0], null, null],
    [["middle", 0], null, null],
  ]);
});

test("self maps are square, cross maps as their shape says", async () => {
  const run = await open();
  expect(run.mapEntry("layer_0", 1)).toMatchObject({ type: "self", shape: [16, 16], grid: [4, 4] });
  expect(run.mapEntry("layer_1", 1)).toMatchObject({
    type: "cross",
    shape: [77, 4, 4],
    grid: [4, 4],
    condition: "c0",
  });
});

test("words are joined at their ends, and byte-level pieces are decoded", () => {
  const tokens = ["<|startoftext|>", "cafÃ©</w>", "squ", "are</w>", "un", "<|endoftext|>", "end</w>"];
  const special = tokens.map((token) => token.startsWith("<"));
  expect(joinWords(tokens, special)).toEqual([
    { text: "café", tokens: [1] },
    { text: "square", tokens: [2, 3] },
    { text: "un", tokens: [4] },
    { text: "end", tokens: [6] },
  ]);
  expect(decodePieces("日本")).toBe("日本");
});
