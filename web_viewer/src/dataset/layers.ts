import type { Content } from "./content.ts";
import { isAttentionType } from "./layout.ts";
import type { Layer } from "../run/types.ts";
import { asGrid, asInt, asList, asText } from "../run/untrusted.ts";

/** The recorded layers that can be named: those with an id and a kind, each id once. */
export function readLayers(content: Content): readonly Layer[] {
  return [...content.layers].flatMap(([id, entry]) => {
    const type = entry.attention_type;
    const name = asText(entry.processor_key) ?? "";
    if (!isAttentionType(type)) return [];
    const place = placeOf(name);
    return [
      {
        id,
        name,
        diffusersName: asText(entry.diffusers_name),
        type,
        block: readBlock(entry.block) ?? place?.block ?? null,
        blockIndex: asInt(entry.block_index) ?? place?.index ?? null,
        heads: asInt(entry.heads, 1),
        grid: asGrid(entry.grid),
      },
    ];
  });
}

function readBlock(value: unknown): readonly [string, number] | null {
  const [stage, number] = asList(value);
  const block = asInt(number);
  return typeof stage === "string" && block !== null ? [stage, block] : null;
}

/**
 * Where a module lies, by its name in the model's state dict or in diffusers ("down_blocks.1.attentions.0.…"), or by that of
 * a transformer's block and its kind of attention ("double_blocks.3.cross").
 */
export function placeOf(name: string): { block: readonly [string, number]; index: number } | null {
  const joint = /^(?:(double|single)_)?\w+\.(\d+)\.(?:cross|self)$/.exec(name);
  if (joint) return { block: [joint[1] ?? "block", Number(joint[2])], index: 0 };
  const match = /(input|middle|output|down|mid|up)_blocks?(?:\.(\d+))?\..*transformer_blocks\.(\d+)\./.exec(
    name,
  );
  if (!match) return null;
  const stage = match[1] ?? "";
  const middle = stage.startsWith("mid");
  return { block: [stage, middle ? 0 : Number(match[2])], index: Number(match[3]) };
}
