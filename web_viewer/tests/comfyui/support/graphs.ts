import { randomInt, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../browser/support/places.ts";

export const EXAMPLE = join(REPOSITORY, "example_workflows/01 Start here (no download).json");

export interface GraphNode {
  readonly id: number;
  readonly type: string;
  pos: number[];
  widgets_values: unknown[];
  properties: Record<string, unknown>;
}

/** A workflow as files hold it. */
export interface Graph {
  id: string;
  nodes: GraphNode[];
  /** [id, from node, its slot, to node, its slot, type]. */
  links: [number, number, number, number, number, string][];
}

interface Wanted {
  readonly steps?: number;
  readonly prompt?: string;
  readonly runName?: string;
  readonly side?: number;
  /** Whether the demo model's transformer draws, at guidance 1. */
  readonly transformer?: boolean;
  /** Effects of words: at every n-th step, and which words. */
  readonly effects?: readonly [number, string];
  /** The words whose maps are recorded; all of them by default. */
  readonly onlyWords?: string;
}

export function example(): Graph {
  return JSON.parse(readFileSync(EXAMPLE, "utf8")) as Graph;
}

/** Ids of the example's nodes. */
export const NODES = {
  model: idOf("Diffulizer_DemoModel"),
  size: idOf("EmptyLatentImage"),
  prompt: idOf("Diffulizer_TextEncode"), // the first of two
  sampler: idOf("Diffulizer_KSampler"),
  decode: idOf("VAEDecode"),
  exporter: idOf("Diffulizer_ExportRun"),
  settings: idOf("Diffulizer_CaptureSettings"),
} as const;

function idOf(type: string): number {
  const found = example().nodes.find((node) => node.type === type);
  if (!found) throw new Error(`the example has no ${type}`);
  return found.id;
}

/** The place of effects_every among the values of Capture Settings; effect_words follows it. */
const EFFECTS = 12;
const ONLY_WORDS = 14;

/** The example made small, with an id and a seed of its own: an equal one would come from the server's cache. */
export function smallGraph({
  steps = 8,
  prompt,
  runName = "panel",
  side = 64,
  transformer,
  effects,
  onlyWords,
}: Wanted = {}): Graph {
  const graph = example();
  graph.id = randomUUID();
  set(graph, NODES.size, 0, side);
  set(graph, NODES.size, 1, side);
  set(graph, NODES.sampler, 0, randomInt(2 ** 31));
  set(graph, NODES.sampler, 2, steps);
  if (transformer) set(graph, NODES.model, 0, "transformer");
  if (transformer) set(graph, NODES.sampler, 3, 1);
  set(graph, NODES.exporter, 0, runName);
  set(graph, NODES.exporter, 6, "latent_rgb");
  set(graph, NODES.settings, 1, 4);
  for (const [i, value] of (effects ?? []).entries()) set(graph, NODES.settings, EFFECTS + i, value);
  if (onlyWords !== undefined) set(graph, NODES.settings, ONLY_WORDS, onlyWords);
  if (prompt !== undefined) set(graph, NODES.prompt, 0, prompt);
  for (const [i, node] of graph.nodes.entries()) node.pos = [380 * i, 0]; // no node lies over another
  return graph;
}

/** The graph with its prompt in the right half of the picture alone. */
export function onTheRight(graph: Graph, side: number): Graph {
  const [node, link] = [99, 99];
  const type = "CONDITIONING";
  const old = graph.links.find(([, from, , to]) => from === NODES.prompt && to === NODES.sampler);
  if (!old) throw new Error("the example does not wire its prompt to its sampler");
  const area = {
    id: node,
    type: "ConditioningSetArea",
    pos: [0, -400],
    size: [300, 200],
    flags: {},
    order: 0,
    mode: 0,
    inputs: [{ name: "conditioning", type, link }],
    outputs: [{ name: "CONDITIONING", type, links: [old[0]] }],
    properties: {},
    widgets_values: [side / 2, side, side / 2, 0, 1],
  };
  graph.links.push([link, NODES.prompt, 0, node, 0, type]);
  const prompt = graph.nodes.find(({ id }) => id === NODES.prompt) as unknown as typeof area;
  for (const output of prompt.outputs) output.links = output.links.map((id) => (id === old[0] ? link : id));
  old[1] = node;
  graph.nodes.push(area);
  return graph;
}

/** The words of the example's prompt, as chips show them. */
export const WORDS = "a red circle above a#2 blue square on a#3 grey background , cartoon style".split(" ");

function set(graph: Graph, node: number, place: number, value: unknown): void {
  const found = graph.nodes.find(({ id }) => id === node);
  if (!found) throw new Error(`the example has no node ${String(node)}`);
  found.widgets_values[place] = value;
}
