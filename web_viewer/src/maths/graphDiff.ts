/** What differs in how two runs were made besides their settings: `graph_differences` of Python, held to it by its values. */
import graph from "../../../diffulizer/format/graph.json";
import type { Run } from "../run/types.ts";
import { type Difference, settingsDifferences, written } from "./beside.ts";

type Constants = Readonly<Record<string, unknown>>;

/**
 * The differences of the executed graphs: "LoraLoader" that only one has, with its constants, or
 * "LoraLoader.strength_model" where both have one. Nodes that no other node uses are left out, as are values that are
 * settings of the pass. None where a run does not hold its graph.
 */
export function graphDifferences(a: Run, b: Run): readonly Difference[] {
  const [one, other] = [a, b].map(({ generator }) => nodesOf(generator.prompt_graph));
  if (!one || !other) return [];
  const known = new Map(settingsDifferences(a, b).map((d) => [d.setting, d]));
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((kind) => {
    const [mine, theirs] = withoutCommon(one.get(kind) ?? [], other.get(kind) ?? []);
    const [x, y] = [mine[0], theirs[0]];
    if (mine.length === 1 && theirs.length === 1 && x && y)
      return [...new Set([...Object.keys(x), ...Object.keys(y)])].flatMap((name) => {
        const [v, w] = [x[name] ?? null, y[name] ?? null];
        return v === w || isSetting(name, v, w, known) ? [] : [{ setting: `${kind}.${name}`, a: v, b: w }];
      });
    const differs = mine.length > 0 || theirs.length > 0;
    return differs ? [{ setting: kind, a: constants(mine), b: constants(theirs) }] : [];
  });
}

/**
 * The LoRAs that a run's executed graph loads, by class and then in the order of its nodes: `loras_of` of Python. The
 * strength is null where a link gives it; no list without a graph.
 */
export function lorasOf(run: Run): readonly { name: string; strength: number | null }[] | null {
  const nodes = nodesOf(run.generator.prompt_graph);
  const { name, strength } = graph.lora;
  return (
    nodes &&
    [...nodes.values()].flat().flatMap((inputs) => {
      const [file, value] = [inputs[name], inputs[strength]];
      return typeof file === "string"
        ? [{ name: file, strength: typeof value === "number" ? value : null }]
        : [];
    })
  );
}

/** Whether a node's input is a setting that is known to differ, judged by its name and its values. */
function isSetting(name: string, a: unknown, b: unknown, known: ReadonlyMap<string, Difference>): boolean {
  const settings = graph.texts.includes(name)
    ? ["prompt", "negative"]
    : [(graph.settings as Readonly<Record<string, string>>)[name] ?? ""];
  return settings.some((setting) => known.get(setting)?.a === a && known.get(setting)?.b === b);
}

/** By class, the constants of each node that another one uses; null without a graph. */
function nodesOf(content: unknown): Map<string, Constants[]> | null {
  if (!isObject(content)) return null;
  const inputs = Object.entries(content).flatMap(([key, node]) => {
    if (!isObject(node)) return [];
    const values = node.inputs ?? {};
    return isObject(values) ? [[key, String(node.class_type), values] as const] : [];
  });
  const used = new Set(
    inputs.flatMap(([, , values]) => Object.values(values).flatMap((v) => (isLink(v) ? String(v[0]) : []))),
  );
  const nodes = new Map<string, Constants[]>();
  for (const [key, kind, values] of inputs) {
    if (!used.has(key)) continue;
    const plain = Object.entries(values).filter(([, v]) => typeof v !== "object" || v === null);
    nodes.set(kind, [...(nodes.get(kind) ?? []), Object.fromEntries(plain)]);
  }
  return nodes;
}

/** Both lists without the nodes that both have. */
function withoutCommon(a: readonly Constants[], b: readonly Constants[]): [Constants[], Constants[]] {
  const theirs = [...b];
  const mine = a.filter((node) => {
    const at = theirs.findIndex((other) => isSame(node, other));
    if (at >= 0) theirs.splice(at, 1);
    return at < 0;
  });
  return [mine, theirs];
}

function isSame(a: Constants, b: Constants): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && a[name] === b[name]);
}

function constants(nodes: readonly Constants[]): string | null {
  const listed = nodes.map(
    (node) =>
      Object.entries(node)
        .map(([name, value]) => `${name}=${written(value)}`)
        .join(", ") || "there",
  );
  return listed.join("; ") || null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** [id, output index]: where another node's output comes in. */
function isLink(value: unknown): value is readonly [unknown, number] {
  return Array.isArray(value) && value.length === 2 && Number.isInteger(value[1]);
}
