import type { Content } from "../content.ts";
import { statedGather } from "../gather.ts";
import { METADATA } from "../layout.ts";
import { asInt, asList, asObject, asText, isObject, shown } from "../../run/untrusted.ts";
import type { Findings } from "./keys.ts";

/** Why what words look at can't be shown, or not as that of these tokens and layers. */
export function checkGather(content: Content, findings: Findings): void {
  const { metadata } = content;
  const { tokens, layers } = statedGather(content);
  const at = `${METADATA}: gather`;
  if (isObject(metadata.gather) && tokens.size === 0)
    findings.error("gather-tokens", `${at}.tokens`, "no condition has any; expected those of one at least");
  const known = new Map(content.conditions.map(({ id, tokens: own }) => [id, asList(own).length] as const));
  for (const [condition, own] of tokens) {
    const count = known.get(condition);
    const where = `${at}.tokens.${condition}`;
    if (count === undefined)
      findings.error("gather-tokens", where, `${shown(condition)} is not a condition of the run`);
    else if (own.some((token) => token >= count))
      findings.error("gather-tokens", where, `${shown(own)}; ${condition} has ${String(count)} tokens`);
  }
  layers.forEach((layer, i) => {
    if (content.layers.get(layer)?.attention_type === "cross") return;
    const message = `${shown(layer)} is not a layer of cross-attention of the run`;
    findings.error("gather-layers", `${at}.layers[${String(i)}]`, message);
  });
  asList(metadata.gather_files).forEach((entry, i) => {
    const { step: stated, shape, condition: named } = asObject(entry);
    const [where, step] = [`${METADATA}: gather_files[${String(i)}]`, asInt(stated)];
    const condition = named === undefined ? "c0" : asText(named);
    if (step !== null && content.steps !== null && step >= content.steps) {
      const message = `${String(step)}; the run has steps 0 to ${String(content.steps - 1)}`;
      findings.error("gather-map", `${where}.step`, message);
    }
    if (condition === null) return; // told by its type
    const count = tokens.get(condition)?.length;
    if (count === undefined) {
      const message = `${shown(condition)} has no tokens in gather.tokens`;
      findings.error("gather-map", `${where}.condition`, message);
    } else if (
      Array.isArray(shape) &&
      (shape.length !== 4 || shape[0] !== layers.length || shape[1] !== count)
    ) {
      const expected = `[${String(layers.length)}, ${String(count)}, rows, columns]`;
      findings.error("gather-map", `${where}.shape`, `${shown(shape)}; expected ${expected}`);
    }
  });
}
