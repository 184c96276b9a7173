import { describe, expect, test } from "vitest";
import { openRun } from "../../src/dataset/open.ts";
import type { AttentionMap, Layer, MapEntry, Run } from "../../src/run/types.ts";
import { clearness, termMap } from "../../src/maths/words.ts";
import { CLEAR, compareLayers, firstLayer, firstTerms } from "../../src/state/firstLook.ts";
import { CARTOON, PHOTO } from "../presets.ts";
import { fixture } from "./fixtures.ts";
import { folderOnDisk } from "./folder_on_disk.ts";

/** Of each preset, by layer and word, the clearness of the mean of its first and last maps. */
type Clearness = Record<string, Record<string, number>>;
const golden = fixture<Record<"photo" | "cartoon", { clearness: Clearness }> & { clear: number }>(
  "golden.json",
);

const EVEN = [0.25, 0.25, 0.75, 0.75];
const HALF = [0.6, 0.4, 0.4, 0.6];
const APART = [1, 0, 0, 1];

async function preset(folder: string): Promise<Run> {
  const { run } = await openRun(folderOnDisk(folder));
  if (!run) throw new Error(`the preset ${folder} can't be opened`);
  return run;
}

/** A map of two tokens in two cells. */
function mapOf(values: readonly number[], entry?: MapEntry): AttentionMap {
  const grid = { grid: [1, 2] } as unknown as MapEntry;
  return { entry: entry ?? grid, values: Float32Array.from(values), problem: null };
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe("how clearly words are seen", () => {
  test("is what the attended places get above the others", () => {
    const square = Float32Array.from({ length: 64 }, (_, i) => (i < 16 ? 0.4 : 0)); // a quarter of the picture
    expect(clearness(square)).toBeCloseTo(0.4 * 0.75, 6);
    expect(clearness(square.map((v) => v / 100))).toBeCloseTo(0.003, 6); // a little of the attention is not clear
    expect(clearness(square.map((v) => v + 0.5))).toBeLessThan(0.3 / 4); // nor what is attended to everywhere
    expect(clearness(new Float32Array(4))).toBe(0);
  });

  test.each([
    ["photo", PHOTO],
    ["cartoon", CARTOON],
  ] as const)("is in the %s what Python computes, of the first and the last step", async (name, folder) => {
    const run = await preset(folder);
    const layers = Object.entries(golden[name].clearness);
    expect(layers.length).toBe(3);
    for (const [layer, words] of layers) {
      const maps = await Promise.all([0, run.steps - 1].map((step) => run.map(entryOf(run, layer, step))));
      for (const [index, value] of Object.entries(words)) {
        const tokens = run.conditions[0]?.words[Number(index)]?.tokens ?? [];
        const [first, last] = maps.map((map) => termMap(map, tokens));
        expect(clearness(first?.map((v, i) => (v + (last?.[i] ?? 0)) / 2) ?? new Float32Array())).toBeCloseTo(
          value,
          7,
        );
      }
    }
  });
});

function entryOf(run: Run, layer: string, step: number): MapEntry {
  const entry = run.mapEntry(layer, step);
  if (!entry) throw new Error(`the preset has no map of ${layer} at ${String(step)}`);
  return entry;
}

/** The maps of each layer by step; a layer is named "input", "middle" or "output" and a number. */
type Maps = Readonly<Record<string, readonly (readonly number[] | "unreadable" | null)[]>>;

/** A word for each token. */
const PROMPT = {
  id: "c0",
  tokens: ["red</w>", "blue</w>"],
  special: [false, false],
  words: [
    { text: "red", tokens: [0] },
    { text: "blue", tokens: [1] },
  ],
  unrecorded: [],
  area: null,
};

function runOf(maps: Maps, steps: number): { run: Run; read: string[] } {
  const read: string[] = [];
  const layers = Object.keys(maps).map((id) => ({
    id,
    type: "cross",
    block: [id.replace(/\d/g, ""), 0],
  })) as unknown as Layer[];
  const mapEntry = (layer: string, step: number) =>
    maps[layer]?.[step] ? ({ layer, step, grid: [1, 2] } as unknown as MapEntry) : undefined;
  const map = (entry: MapEntry) => {
    read.push(`${entry.layer} ${String(entry.step)}`);
    const values = maps[entry.layer]?.[entry.step];
    return typeof values === "object" && values
      ? Promise.resolve(mapOf(values, entry))
      : Promise.reject(new Error("unreadable"));
  };
  const run = {
    layers,
    steps,
    mapEntry,
    map,
    conditions: [PROMPT],
    generator: {},
    metrics: { dominance: null },
  };
  return { run: run as unknown as Run, read };
}

describe("the first layer", () => {
  test("is the one whose words are clearest in its first and last maps together, and no others are read", async () => {
    const { run, read } = runOf(
      {
        input1: [HALF, APART, APART, APART, HALF],
        input2: [null, APART, EVEN, HALF, null],
        output1: [EVEN, EVEN, EVEN, EVEN, EVEN],
      },
      5,
    );
    await compareLayers(run);
    expect(firstLayer(run)).toBe("input2");
    expect(firstTerms(run).map(({ index }) => index)).toEqual([0]);
    expect(read.sort()).toEqual(["input1 0", "input1 4", "input2 1", "input2 3", "output1 0", "output1 4"]);
  });

  test("is the decoder's first where maps were not compared, are even or can't be read", async () => {
    const layers: Maps = { input1: [APART], middle1: [APART], output1: [APART], output2: [APART] };
    expect(firstLayer(runOf(layers, 1).run)).toBe("output1");
    for (const what of [EVEN, "unreadable"] as const) {
      const { run } = runOf({ input1: [what], output1: [what], output2: [what] }, 1);
      await compareLayers(run);
      expect(firstLayer(run)).toBe("output1");
    }
  });

  test("is the last one with maps where the decoder has none, and none in a run without layers", async () => {
    const { run } = runOf({ input1: [EVEN], middle1: [EVEN], output1: [null] }, 1);
    await compareLayers(run);
    expect(firstLayer(run)).toBe("middle1");
    const { run: empty } = runOf({}, 1);
    await compareLayers(empty);
    expect(firstLayer(empty)).toBeNull();
  });

  test("is looked for among some of many layers, evenly spread", async () => {
    const { run, read } = runOf(
      Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`input${String(i)}`, [HALF]])),
      1,
    );
    await compareLayers(run);
    const places = read.map((name) => Number(/\d+/.exec(name)?.[0]));
    expect(places.length).toBe(24);
    const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([2, 3]));
  });
});

test("words are clear by the same measure as layers in Python", () => {
  expect(CLEAR).toBe(golden.clear);
});

describe("of the bundled runs", () => {
  test.each([PHOTO, CARTOON])(
    "%s begins at the decoder's layer and at a word with a place",
    async (folder) => {
      const run = await preset(folder);
      await compareLayers(run);
      expect(firstLayer(run)).toBe("layer_5");
      const [term] = firstTerms(run);
      expect(run.conditions[0]?.words[term?.index ?? -1]?.text).toBe("red"); // which lights the circle
    },
  );

  test("one whose maps were not compared begins at the word with most attention", async () => {
    const run = await preset(PHOTO);
    const scores = run.metrics.dominance ?? [];
    const words = run.conditions[0]?.words.filter(({ text }) => text.length > 2) ?? [];
    const shares = words.map(({ tokens }) => sum(tokens.map((token) => scores[token] ?? 0)));
    const best = words[shares.indexOf(Math.max(...shares))];
    expect(run.conditions[0]?.words[firstTerms(run)[0]?.index ?? -1]).toBe(best);
  });
});
