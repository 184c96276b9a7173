import type { Content } from "../content.ts";
import { METADATA, METRICS } from "../layout.ts";
import { type JsonObject, asInt, asList, asObject, same, shown } from "../untrusted.ts";
import type { Findings } from "./findings.ts";
import { checkWords } from "./words.ts";

/** Whether tokens, words and conditions fit together. */
export function checkPrompt(content: Content, findings: Findings): void {
  const { prompt, conditions } = content;
  checkTable(`${METADATA}: prompt`, prompt, findings);
  conditions.forEach((condition, i) => {
    const place = `${METADATA}: conditions[${i}]`;
    checkTable(place, condition, findings);
    if (condition.id !== `c${i}`)
      findings.error("condition-id", `${place}.id`, `${shown(condition.id)}; expected "c${i}"`);
  });
  checkRoles(prompt, conditions, findings);
  if (content.newer) checkMeaningful(prompt, findings);
  checkMetricLengths(content, findings);
}

/** A prompt's or condition's lists of tokens, and those of the second text encoder. */
function checkTable(place: string, table: JsonObject, findings: Findings): void {
  const tokens = asList(table.tokens);
  for (const key of ["token_ids", "weights", "special_mask"]) {
    const values = table[key];
    if (!Array.isArray(values) || values.length === tokens.length) continue;
    findings.error(
      "token-count",
      `${place}.${key}`,
      `${values.length} entries; expected ${tokens.length}, one per token`,
    );
  }
  checkIds(place, tokens, asList(table.token_ids), findings);
  checkWords(place, table, findings);
  if ("second" in table) checkTable(`${place}.second`, asObject(table.second), findings);
}

/** Negative ids stand for vectors of embeddings, which have names but no ids. */
function checkIds(
  place: string,
  tokens: readonly unknown[],
  ids: readonly unknown[],
  findings: Findings,
): void {
  const byToken = new Map<string, number>();
  const byId = new Map<number, string>();
  tokens.slice(0, ids.length).forEach((token, i) => {
    const id = asInt(ids[i]);
    if (typeof token !== "string" || id === null) return;
    const [knownId, knownToken] = [byToken.get(token) ?? id, byId.get(id) ?? token];
    byToken.set(token, knownId);
    if (knownId === id) byId.set(id, knownToken);
    if (knownId === id && knownToken === token) return;
    const before =
      knownId === id ? `${id} went with ${shown(knownToken)}` : `${shown(token)} went with ${knownId}`;
    findings.error(
      "token-ids",
      `${place}.token_ids[${i}]`,
      `${shown(token)} has id ${id}, but before ${before}`,
    );
  });
}

/** c0 repeats the prompt, and a single negative condition the negative prompt. */
function checkRoles(prompt: JsonObject, conditions: readonly JsonObject[], findings: Findings): void {
  const [first] = conditions;
  if (!first) return;
  if (first.polarity === "negative") {
    const message = '"negative"; c0 is what the run\'s maps and metrics describe, and is a positive one';
    findings.error("condition-first", `${METADATA}: conditions[0].polarity`, message);
  }
  const differs = (index: number, key: string, stated: unknown, of: string, expected: unknown) => {
    const message = `${shown(stated)} differs from prompt.${of}, ${shown(expected)}`;
    findings.error("condition-prompt", `${METADATA}: conditions[${index}].${key}`, message);
  };
  for (const key of ["text", "tokens", "token_ids", "words"]) {
    if (key in first && key in prompt && !same(first[key], prompt[key])) {
      differs(0, key, first[key], key, prompt[key]);
    }
  }
  const negative = conditions.flatMap((condition, i) => (condition.polarity === "negative" ? [i] : []));
  const [index = 0] = negative;
  const text = conditions[index]?.text ?? null;
  if (negative.length === 1 && !same(text, prompt.negative ?? null)) {
    differs(index, "text", text, "negative", prompt.negative);
  }
}

function checkMeaningful(prompt: JsonObject, findings: Findings): void {
  const count = asInt(prompt.meaningful_token_count);
  const special = asList(prompt.special_mask);
  if (count === null || special.length === 0) return;
  const expected = Math.max(1, special.filter((is) => is === false).length); // 1.0.0 counts one in an empty prompt
  if (count === expected) return;
  const place = `${METADATA}: prompt.meaningful_token_count`;
  findings.error("meaningful-count", place, `${count}; special_mask leaves ${expected}`);
}

function checkMetricLengths({ tokens, metrics }: Content, findings: Findings): void {
  const { scores } = asObject(metrics.token_dominance);
  const lists: [string, unknown][] = [
    ...asList(metrics.mean_token_activation).map((list, i): [string, unknown] => [
      `mean_token_activation[${i}]`,
      list,
    ]),
    ...["cross_attention_spatial_entropy", "cross_attention_centroid"].flatMap((key) =>
      asList(metrics[key]).map((entry, i): [string, unknown] => [
        `${key}[${i}].by_token`,
        asObject(entry).by_token,
      ]),
    ),
    ["token_dominance.scores", asList(scores).length > 0 ? scores : null],
  ];
  for (const [place, values] of lists) {
    if (tokens.length === 0 || !Array.isArray(values) || values.length === tokens.length) continue;
    const message = `${values.length} entries; expected ${tokens.length}, one per token`;
    findings.error("token-count", `${METRICS}: ${place}`, message);
  }
}
