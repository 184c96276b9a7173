/** What varies among several runs. */
import { folded } from "../run/terms.ts";
import type { Run } from "../run/types.ts";
import { settingsOf, textsOf, written } from "./beside.ts";
import { lorasOf } from "./graphDiff.ts";

/** A setting that is not the same in all runs, with its value in each. */
export interface Varying {
  readonly setting: string;
  readonly values: readonly unknown[];
}

/** The settings that vary, the prompts and LoRAs among them. What a run does not state is null. */
export function varying(runs: readonly Run[]): readonly Varying[] {
  const loras = loraOfEach(runs);
  const all = runs.map((run, i): Readonly<Record<string, unknown>> => ({
    ...settingsOf(run),
    LoRA: loras[i] ?? null,
  }));
  return Object.keys(all[0] ?? {})
    .map((setting) => ({ setting, values: all.map((settings) => settings[setting] ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** The strength of each run's LoRA, 0 without it, where there is but one; else names and strengths; null without any. */
function loraOfEach(runs: readonly Run[]): readonly (number | string | null)[] {
  const all = runs.map(lorasOf);
  const names = new Set(all.flatMap((loras) => loras?.map(({ name }) => name) ?? []));
  const isOne = names.size === 1 && all.every((loras) => !loras || loras.length < 2);
  return all.map((loras) => {
    if (!loras || names.size === 0) return null;
    if (isOne) return loras[0] ? loras[0].strength : 0;
    const listed = loras.map(({ name, strength }) => `${name} ${written(strength ?? "unknown")}`);
    return listed.join(", ") || "none";
  });
}

/** Runs by the setting that varies, where it is one alone and a number in each; else as they were opened. */
export function inOrder(runs: readonly Run[]): readonly Run[] {
  const [only, second] = varying(runs);
  if (!only || second || !only.values.every((value) => typeof value === "number")) return runs;
  const value = new Map(runs.map((run, i) => [run, Number(only.values[i])]));
  return [...runs].sort((a, b) => (value.get(a) ?? 0) - (value.get(b) ?? 0));
}

/** The words of each run's prompt that not all prompts have, in order. */
export function ownWords(runs: readonly Run[]): readonly (readonly string[])[] {
  const words = runs.map((run) => (run.conditions[0] ? textsOf(run.conditions[0]) : []));
  const [first = new Set<string>(), ...rest] = words.map((all) => new Set(all.map(folded)));
  const common = new Set([...first].filter((word) => rest.every((others) => others.has(word))));
  return words.map((all) => all.filter((word) => !common.has(folded(word))));
}

const MOST_NAMED = 3;

/** What sets each run apart from the others, in few words: "seed 3", or the words that not all prompts have. */
export function apart(runs: readonly Run[]): readonly string[] {
  const named = inWords(runs, varying(runs));
  return runs.map((run, i) => named[i] || run.name);
}

/** The values of settings in each run, in few words. */
function inWords(runs: readonly Run[], settings: readonly Varying[]): readonly string[] {
  const words = settings.some(({ setting }) => setting === "prompt") ? ownWords(runs) : [];
  const others = settings.filter(({ setting }) => setting !== "prompt").slice(0, MOST_NAMED);
  return runs.map((_, i) =>
    [
      ...(words[i]?.length ? [words[i].join(" ")] : []),
      ...others.map(({ setting, values }) => `${spelled(setting)} ${written(values[i] ?? "unknown")}`),
    ].join(" · "),
  );
}

/** A setting in words: "cfg scale". */
export const spelled = (setting: string) => setting.replaceAll("_", " ");

/** The settings that stand along the columns and the rows of a table of runs; null where it has but one of each. */
export interface Axes {
  readonly columns: string | null;
  readonly rows: string | null;
}

/**
 * The two settings of which every combination is there once: those of a sweep. The one with more values is in the columns, of two
 * with as many the later one: seeds are rows.
 */
export function crossing(runs: readonly Run[]): Axes {
  const settings = varying(runs);
  for (const [i, one] of settings.entries())
    for (const other of settings.slice(i + 1)) {
      const [few, more] = [one, other].map(({ values }) => new Set(values).size) as [number, number];
      const pairs = new Set(runs.map((_, k) => JSON.stringify([one.values[k], other.values[k]])));
      if (few * more !== runs.length || pairs.size !== runs.length) continue;
      const [columns, rows] = few > more ? [one, other] : [other, one];
      return { columns: columns.setting, rows: rows.setting };
    }
  return { columns: null, rows: null };
}

export interface Table {
  /** What each column, and each row, has in common: "cfg scale 7"; empty without a setting. */
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** Row by row, the runs of each cell with what sets them apart within the table. */
  readonly cells: readonly (readonly (readonly { readonly run: Run; readonly name: string }[])[])[];
}

/**
 * Runs in a table.
 *
 * @param shown those of the runs that stand in it; columns and rows without any are left out.
 */
export function tableOf(runs: readonly Run[], axes: Axes, shown: readonly Run[] = runs): Table {
  const settings = varying(runs);
  const along = (setting: string | null) => settings.find((one) => one.setting === setting);
  const [columns, rows] = [along(axes.columns), along(axes.rows)];
  const said = [columns, rows].filter((one) => one !== undefined);
  const within = inWords(
    runs,
    settings.filter((one) => !said.some((axis) => follows(one, axis))),
  );
  const of = (axis: Varying | undefined) => {
    const names = axis ? inWords(runs, [axis]) : runs.map(() => "");
    const places = runs.map((_, i) => i).filter((i) => shown.includes(runs[i] as Run));
    const values = [...new Set(places.map((i) => axis?.values[i]))].sort(byValue);
    return values.map((value) => {
      const members = places.filter((i) => axis?.values[i] === value);
      return { name: names[members[0] ?? 0] ?? "", members };
    });
  };
  const [across, down] = [of(columns), of(rows)];
  return {
    columns: across.map(({ name }) => name),
    rows: down.map(({ name }) => name),
    cells: down.map((row) =>
      across.map((column) =>
        row.members
          .filter((i) => column.members.includes(i))
          .map((i) => ({ run: runs[i] as Run, name: within[i] ?? "" })),
      ),
    ),
  };
}

/** Whether a setting has one value for each value of another: it says no more than that one does. */
function follows({ values }: Varying, other: Varying): boolean {
  const known = new Map<unknown, unknown>();
  return values.every((value, i) => {
    const key = other.values[i];
    if (!known.has(key)) known.set(key, value);
    return known.get(key) === value;
  });
}

/** Numbers by size, everything else in the order in which it came. */
const byValue = (a: unknown, b: unknown) => (typeof a === "number" && typeof b === "number" ? a - b : 0);
