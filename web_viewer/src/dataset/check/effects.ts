import type { Content } from "../content.ts";
import { METADATA, METRICS } from "../layout.ts";
import { asInt, asList, asObject, shown } from "../../run/untrusted.ts";
import type { Findings } from "./keys.ts";

const VALUES = [
  ["effect_l2_norm", 1],
  ["effect_guidance_cosine", 0],
] as const;

/** Why effects of words can't be shown, or not as those of these words. */
export function checkEffects(content: Content, findings: Findings): void {
  const words = asList(asObject(content.metadata.effects).words);
  checkTokens("effect-words", `${METADATA}: effects.words`, words, content, findings);
  for (const [key, more] of VALUES) {
    asList(content.metrics[key]).forEach((values, step) => {
      if (!Array.isArray(values) || values.length === words.length + more) return;
      const message = `${values.length} entries; expected ${words.length + more} for ${words.length} words`;
      findings.error("effect-words", `${METRICS}: ${key}[${step}]`, message);
    });
  }
  asList(content.metadata.effect_files).forEach((entry, i) => {
    const { step: at, shape } = asObject(entry);
    const [where, step] = [`${METADATA}: effect_files[${i}]`, asInt(at)];
    if (step !== null && content.steps !== null && step >= content.steps)
      findings.error("effect-map", `${where}.step`, `${step}; the run has steps 0 to ${content.steps - 1}`);
    if (Array.isArray(shape) && (shape.length !== 3 || shape[0] !== words.length + 1)) {
      const expected = `[${words.length + 1}, rows, columns], one map a word and the noise floor`;
      findings.error("effect-map", `${where}.shape`, `${shown(shape)}; expected ${expected}`);
    }
  });
}

/** Tokens of measured words, by the ids of conditions: those that the run has. */
export function checkTokens(
  rule: string,
  at: string,
  words: readonly unknown[],
  { conditions }: Content,
  findings: Findings,
): void {
  const known = new Map(conditions.map(({ id, tokens }) => [id, asList(tokens).length] as const));
  words.forEach((word, i) => {
    for (const [condition, tokens] of Object.entries(asObject(asObject(word).tokens))) {
      const where = `${at}[${i}].tokens.${condition}`;
      const count = known.get(condition);
      if (count === undefined)
        findings.error(rule, where, `${shown(condition)} is not a condition of the run`);
      else if (asList(tokens).some((token) => (asInt(token) ?? 0) >= count))
        findings.error(rule, where, `${shown(tokens)}; ${condition} has ${count} tokens`);
    }
  });
}
