/** What varies among several runs. */
import { folded } from "../run/terms.ts";
import type { Run } from "../run/types.ts";
import { settingsOf, written } from "./beside.ts";

/** A setting that is not the same in all runs, with its value in each. */
export interface Varying {
  readonly setting: string;
  readonly values: readonly unknown[];
}

/** The settings that vary, the prompts among them. What a run does not state is null. */
export function varying(runs: readonly Run[]): readonly Varying[] {
  const all = runs.map(settingsOf);
  return Object.keys(all[0] ?? {})
    .map((setting) => ({ setting, values: all.map((settings) => settings[setting] ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
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
  const words = runs.map((run) => run.conditions[0]?.words.map(({ text }) => text) ?? []);
  const [first = new Set<string>(), ...rest] = words.map((all) => new Set(all.map(folded)));
  const common = new Set([...first].filter((word) => rest.every((others) => others.has(word))));
  return words.map((all) => all.filter((word) => !common.has(folded(word))));
}

const MOST_NAMED = 3;

/** What sets each run apart from the others, in few words: "seed 3", or the words that not all prompts have. */
export function apart(runs: readonly Run[]): readonly string[] {
  const settings = varying(runs).filter(({ setting }) => setting !== "prompt");
  const words = ownWords(runs);
  return runs.map((run, i) => {
    const named = settings
      .slice(0, MOST_NAMED)
      .map(({ setting, values }) => `${setting.replaceAll("_", " ")} ${written(values[i] ?? "unknown")}`);
    return [...(words[i]?.length ? [words[i].join(" ")] : []), ...named].join(" · ") || run.name;
  });
}
