/** What the page knows of passes: from events, and from the server where events left something out. */
import { afterEach, expect, test, vi } from "vitest";

import type { LiveRun, PassSummary, StepSummary } from "../../src/host/liveRun.ts";
import { Passes } from "../../src/host/passes.ts";
import type { Host } from "../../src/host/services.ts";
import type { MapEntry } from "../../src/run/types.ts";

afterEach(() => void vi.restoreAllMocks());

interface Kept {
  pass: PassSummary;
  steps: number;
  runs?: string[];
  /** The server's answers on maps of other layers: what it still has in memory. */
  maps?: Record<string, unknown>;
}

function pass(id: string, more: Partial<PassSummary> = {}): PassSummary {
  const plain = { node: "6", prompt_id: `prompt ${id}`, state: "running", steps_planned: 20, begun: 1 };
  return { id, ...plain, conditions: [], cross_layers: [], latent_size: [8, 8], ...more };
}

function step(id: string, index: number): StepSummary & { id: string } {
  const metrics = { predicted_noise_l2_norm: 10 + index, cross_attention_entropy: 1 };
  return { id, step: index, sigma: 1, timestep: 500, picture: null, maps: null, metrics };
}

const LAYERS = ["input_blocks.4", "output_blocks.4"].map((block) => `${block}.1.transformer_blocks.0.attn2`);
const [ENCODER = "", DECODER = ""] = LAYERS;
const levels = (...bytes: number[]) => Buffer.from(bytes).toString("base64");

/** Maps of three tokens at 1 x 2 cells, the last two of which are padding; the first token's are given. */
function mapsOf(layer: string, first: readonly [number, number], count = 1) {
  const c0 = { grid: [1, 2], rows: [0, 1, 1], peaks: [0.5, 0.2], values: levels(...first, 0, 255) };
  return { layer, count, of: { c0 } };
}

/** A page, its server, and the workflows that its prompts belong to. */
function page(kept: Kept[] = [], graphs: Record<string, string> = {}) {
  const asked: string[] = [];
  const changed = vi.fn();
  const host = {
    fetch: (path: string) => {
      asked.push(path);
      const [, id, index, layer] = /live\/(.*)\/(\d+)(?:\?layer=(.*))?$/.exec(path) ?? [];
      const found = kept.find((k) => k.pass.id === id);
      if (id !== undefined && (!found || Number(index) >= found.steps))
        return Promise.resolve(new Response("There is no such step of a pass.", { status: 404 }));
      if (layer !== undefined) {
        const maps = found?.maps?.[layer];
        const gone = () => new Response("It is no longer in memory.", { status: 404 });
        return Promise.resolve(maps ? Response.json({ step: Number(index), maps }) : gone());
      }
      const passes = kept.map((k) => ({
        ...k.pass,
        steps: Array.from({ length: k.steps }, (_, i) => i),
        runs: k.runs ?? [],
      }));
      return Promise.resolve(Response.json(id === undefined ? { passes } : step(id, Number(index))));
    },
  } as unknown as Host;
  return { asked, changed, passes: new Passes(host, (prompt) => graphs[prompt] ?? null, changed) };
}

const noises = (passes: Passes, graph = "A") =>
  passes.of(graph, ["6"])[0]?.metrics.series.get("predicted_noise_l2_norm");

test("steps that events tell of are a run, and equal steps the same run", () => {
  const { passes, changed } = page([], { "prompt p": "A" });
  passes.pass(pass("p"));
  passes.step(step("p", 0));
  passes.step(step("p", 1));
  expect(noises(passes)).toEqual([10, 11]);
  expect(changed).toHaveBeenCalledTimes(3);
  expect(passes.of("A", ["6"])[0]).toBe(passes.of("A", ["6"])[0]);
});

test("a pass that has no step yet asks for none", () => {
  const { passes } = page([], { "prompt p": "A" });
  passes.pass(pass("p"));
  expect(passes.of("A", ["6"])[0]?.has.x0Images).toEqual([false]);
});

test("a pass is shown in the workflow that it belongs to, on its own node", () => {
  const { passes } = page([], { "prompt p": "A" });
  passes.pass(pass("p"));
  passes.step(step("p", 0));
  expect(passes.of("A", ["6"])).toHaveLength(1);
  expect(passes.of("B", ["6"])).toEqual([]);
  expect(passes.of("A", ["7"])).toEqual([]);
});

test("a pass of a prompt that this page did not queue belongs to the node that remembers it", async () => {
  const { passes } = page([{ pass: pass("p", { state: "complete" }), steps: 2 }]);
  await passes.list();
  expect(passes.of("A", ["6"])).toEqual([]);
  expect(passes.of("A", ["7"], "p")).toEqual([]);
  expect(passes.of("A", ["6"], "p")).toHaveLength(1);
});

test("a page that is loaded in mid-run shows the steps before, too", async () => {
  const { passes } = page([{ pass: pass("p"), steps: 4 }], { "prompt p": "A" });
  passes.step(step("p", 3));
  expect(passes.of("A", ["6"])).toEqual([]);
  await vi.waitFor(() => expect(noises(passes)).toEqual([10, 11, 12, 13]));
  passes.step(step("p", 4));
  expect(noises(passes)).toEqual([10, 11, 12, 13, 14]);
});

test("a step that was faster than events is read once, when it is looked at", async () => {
  const kept = { pass: pass("p"), steps: 3 };
  const { passes, asked } = page([kept], { "prompt p": "A" });
  passes.pass(pass("p"));
  passes.step(step("p", 2));
  expect(noises(passes)).toEqual([null, null, 12]);
  const [run] = passes.of("A", ["6"]);
  expect(run?.has.x0Images).toEqual([true, true, false]);
  await expect(run?.image("x0", 1)).rejects.toThrow("it has no picture");
  await expect(run?.image("x0", 1)).rejects.toThrow("it has no picture");
  expect(asked).toEqual(["/diffulizer/live/p/1"]);
  expect(noises(passes)).toEqual([null, 11, 12]);
});

test("when a pass ends, the steps that events left out are read", async () => {
  const { passes } = page([{ pass: pass("p", { state: "interrupted" }), steps: 3 }], { "prompt p": "A" });
  passes.pass(pass("p"));
  passes.step(step("p", 2));
  passes.pass(pass("p", { state: "interrupted" }));
  await vi.waitFor(() => expect(noises(passes)).toEqual([10, 11, 12]));
  expect(passes.of("A", ["6"])[0]?.complete).toBe(false);
});

test("the newest come first, in whatever order they became known, and eight are kept", async () => {
  const ids = Array.from({ length: 9 }, (_, i) => `p${String(i)}`);
  const graphs = Object.fromEntries(ids.map((id) => [`prompt ${id}`, "A"]));
  const old = ids.slice(0, 8).map((id, i) => ({ pass: pass(id, { begun: i }), steps: 0 }));
  const { passes } = page(old.reverse(), graphs);
  passes.pass(pass("p8", { begun: 8 }));
  await passes.list();
  expect(passes.of("A", ["6"]).map((run) => run.pass.id)).toEqual(["p8", "p7"]);
  passes.pass(pass("p8", { begun: 8, node: "another" }));
  expect(passes.of("A", ["6"]).map((run) => run.pass.id)).toEqual(["p7", "p6"]);
});

test("a step that the server has lost is a gap, asked for once and told in one line", async () => {
  const told = vi.spyOn(console, "warn").mockReturnValue();
  const kept = { pass: pass("p"), steps: 2 };
  const { passes, asked } = page([kept], { "prompt p": "A" });
  await passes.list();
  kept.steps = 0;
  for (let i = 0; i < 3; i++) passes.of("A", ["6"]);
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2));
  passes.of("A", ["6"]);
  expect(asked.filter((path) => path.endsWith("/0"))).toHaveLength(1);
  expect(told).toHaveBeenLastCalledWith("Diffulizer: There is no such step of a pass.");
});

test("a pass knows the runs that it was exported as, told before it, listed late, or listed too early", async () => {
  const kept: Kept = { pass: pass("p", { state: "complete" }), steps: 1 };
  const { passes } = page([kept], { "prompt p": "A", "prompt q": "A" });
  passes.exported({ pass: "p", runs: ["run_1"] });
  passes.exported({ pass: null, runs: ["loaded_1"] });
  await passes.list(); // the server knows of no run yet
  expect(passes.of("A", ["6"])[0]?.stored).toEqual(["run_1"]);
  kept.runs = ["run_2", "run_2_b1"];
  await passes.list();
  expect(passes.of("A", ["6"])[0]?.stored).toEqual(["run_2", "run_2_b1"]);
});

test("a list that was asked for before a pass ended does not bring it back to life", async () => {
  const kept = { pass: pass("p"), steps: 1 };
  const { passes, asked } = page([kept], { "prompt p": "A" });
  const listing = passes.list(); // the answer says "running"
  kept.pass = pass("p", { state: "complete" });
  kept.steps = 3;
  passes.pass(kept.pass);
  expect(await listing).toBe(true);
  expect(passes.of("A", ["6"])[0]?.pass.state).toBe("complete");
  await vi.waitFor(() => expect(noises(passes)).toEqual([10, 11, 12]));
  expect(asked.filter((path) => path === "/diffulizer/live")).toHaveLength(2);
});

test("a node within a subgraph that is used twice shows the newest pass of both", () => {
  const { passes } = page([], { "prompt p": "A", "prompt q": "A" });
  passes.pass(pass("p", { node: "4:1", begun: 1 }));
  passes.pass(pass("q", { node: "7:1", begun: 2 }));
  expect(passes.of("A", ["4:1", "7:1"]).map((run) => run.pass.id)).toEqual(["q", "p"]);
});

test("generations of different schedules are compared at equal noise", () => {
  const { passes } = page([], { "prompt p": "A" });
  passes.pass(pass("p"));
  passes.step({ ...step("p", 0), sigma: 14 });
  passes.step({ ...step("p", 2), sigma: 1 });
  expect(passes.of("A", ["6"])[0]?.sigmas).toBeNull();
  passes.step({ ...step("p", 1), sigma: 4 });
  expect(passes.of("A", ["6"])[0]?.sigmas).toEqual([14, 4, 1]);
});

test("a server that does not answer leaves what events told", async () => {
  vi.spyOn(console, "warn").mockReturnValue();
  const { passes } = page([], { "prompt p": "A" });
  passes.pass(pass("p"));
  passes.step(step("p", 0));
  const host = (passes as unknown as { host: { fetch: () => Promise<Response> } }).host;
  host.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  expect(await passes.list()).toBe(false);
  expect(noises(passes)).toEqual([10]);
});

async function valuesOf(run: LiveRun | undefined, layer: string, at: number) {
  const entry = run?.mapEntry(layer, at);
  return entry && run ? [...(await run.map(entry)).values].map((v) => Number(v.toFixed(3))) : undefined;
}

test("the layer that sees the words most clearly is first, the mean last, and captions say which is shown", () => {
  const { passes } = page([], { "prompt p": "A" });
  passes.pass(pass("p", { cross_layers: LAYERS }));
  passes.step({ ...step("p", 0), maps: mapsOf(ENCODER, [255, 0]) });
  expect(passes.of("A", ["6"])[0]?.layers.map(({ id }) => id)).toEqual([ENCODER, DECODER, "mean"]);
  passes.step({ ...step("p", 1), maps: mapsOf(DECODER, [0, 255]) });
  const [run] = passes.of("A", ["6"]);
  expect(run?.layers.map(({ id }) => id)).toEqual([DECODER, ENCODER, "mean"]);
  expect(run?.layers[0]?.grid).toEqual([1, 2]);
  expect(run?.caption(DECODER, 1)).toBe("Decoder 4, the clearest layer");
  expect(run?.caption(ENCODER, 1)).toBe("Encoder 4");
  expect(run?.caption("mean", 1)).toBe("mean of 2 recorded layers");
  passes.pass(pass("p", { cross_layers: LAYERS, state: "complete", layer: ENCODER }));
  expect(passes.of("A", ["6"])[0]?.layers[0]?.id).toBe(ENCODER);
});

test("maps that came with a step are there at once, and padding has one map", async () => {
  const { passes, asked } = page([], { "prompt p": "A" });
  passes.pass(pass("p", { cross_layers: LAYERS }));
  passes.step({ ...step("p", 0), maps: mapsOf(ENCODER, [255, 51]) });
  const [run] = passes.of("A", ["6"]);
  expect(run?.peekMap(run.mapEntry(ENCODER, 0) as MapEntry)?.entry.shape).toEqual([3, 1, 2]);
  expect(await valuesOf(run, ENCODER, 0)).toEqual([0.5, 0.1, 0, 0.2, 0, 0.2]);
  expect(run?.mapEntry(ENCODER, 0, "c1")).toBeUndefined();
  expect(run?.mapEntry("another", 0)).toBeUndefined();
  expect(asked).toEqual([]);
});

test("maps of other layers, and of steps that showed another one, are read when they are looked at, and once", async () => {
  const mean = { ...mapsOf("mean", [255, 0], 1), of: { c0: { ...mapsOf("", [0, 0]).of.c0, grid: [2, 1] } } };
  const kept = { pass: pass("p"), steps: 2, maps: { [DECODER]: mapsOf(DECODER, [51, 255]), mean } };
  const { passes, asked } = page([kept], { "prompt p": "A" });
  passes.pass(pass("p", { cross_layers: LAYERS }));
  passes.step({ ...step("p", 0), maps: mapsOf(ENCODER, [255, 0]) });
  passes.step({ ...step("p", 1), maps: mapsOf(DECODER, [0, 255]) });
  const [run] = passes.of("A", ["6"]);
  const other = run?.mapEntry(DECODER, 0);
  expect(other && run?.peekMap(other)).toBeUndefined();
  expect(await valuesOf(run, DECODER, 0)).toEqual([0.1, 0.5, 0, 0.2, 0, 0.2]);
  expect(await valuesOf(run, DECODER, 0)).toEqual([0.1, 0.5, 0, 0.2, 0, 0.2]);
  await valuesOf(run, "mean", 1);
  expect(run?.peekMap(run.mapEntry("mean", 1) as MapEntry)?.entry.grid).toEqual([2, 1]);
  expect(run?.caption("mean", 1)).toBe("mean of 1 recorded layers");
  passes.step(step("p", 2)); // another run, of the same steps
  expect(await valuesOf(passes.of("A", ["6"])[0], DECODER, 0)).toEqual([0.1, 0.5, 0, 0.2, 0, 0.2]);
  expect(asked).toEqual([`/diffulizer/live/p/0?layer=${DECODER}`, "/diffulizer/live/p/1?layer=mean"]);
});

test("maps that the server no longer has are a gap that says why, asked for once", async () => {
  const { passes, asked } = page([{ pass: pass("p"), steps: 1 }], { "prompt p": "A" });
  passes.pass(pass("p", { cross_layers: LAYERS }));
  passes.step({ ...step("p", 0), maps: mapsOf(ENCODER, [255, 0]) });
  const [run] = passes.of("A", ["6"]);
  for (let i = 0; i < 2; i++)
    await expect(valuesOf(run, DECODER, 0)).rejects.toThrow(
      `Step 1, ${DECODER}, c0: It is no longer in memory.`,
    );
  expect(asked).toHaveLength(1);
});

test("effects of words come with the steps that have some", async () => {
  const { passes } = page([], { "prompt p": "A" });
  passes.pass(pass("p", { effect_words: [{ text: "red", tokens: { c0: [2] } }] }));
  const effects = { grid: [1, 2], peaks: [0.5], values: levels(51, 255), norms: [0.6, 0.01] };
  passes.step({ ...step("p", 0), effects });
  passes.step({ ...step("p", 1), effects: null });
  const [run] = passes.of("A", ["6"]);
  expect(run?.effectWords).toEqual([{ text: "red", tokens: new Map([["c0", [2]]]) }]);
  expect(run?.effectSteps).toEqual([0]);
  expect(run?.metrics.words.get("effect_l2_norm")).toEqual([[0.6, 0.01], null]);
  const shown = await run?.effects(0);
  expect(shown).toMatchObject({ step: 0, grid: [1, 2] });
  expect(shown?.words.map((map) => [...map])).toEqual([[Math.fround(0.1), 0.5]]);
  expect(run?.peekEffects(0)).toBe(shown);
  expect(await run?.effects(1)).toBeNull();
});
