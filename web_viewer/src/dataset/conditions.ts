import type { Content } from "./content.ts";
import { isSpecial, joinWords } from "./tokens.ts";
import { SPECIAL_KINDS } from "../run/terms.ts";
import type { Condition, UnrecordedWord, Word } from "../run/types.ts";
import { asInt, asList, asNumber, asObject, asSizes, asText, type JsonObject } from "../run/untrusted.ts";

/** All conditionings of a run. A run of 1.0.0 has the prompt as c0, and its negative text as c1 without tokens. */
export function readConditions(content: Content): readonly Condition[] {
  if (content.conditions.length > 0) {
    return content.conditions.map((entry, i) =>
      readCondition(entry, `c${i}`, i === 0 ? "positive" : "negative"),
    );
  }
  const positive = readCondition(content.prompt, "c0", "positive");
  const negative = asText(content.prompt.negative);
  return negative ? [positive, readCondition({ text: negative }, "c1", "negative")] : [positive];
}

/** One conditioning, from its entry in a list of them; what is missing is empty or null. */
export function readCondition(entry: JsonObject, id: string, polarity: string): Condition {
  const tokens = asList(entry.tokens).map((token) => asText(token) ?? "");
  const mask = asList(entry.special_mask);
  const special = tokens.map((token, i) =>
    mask.length === tokens.length ? mask[i] === true : isSpecial(token),
  );
  return {
    id: asText(entry.id) ?? id,
    polarity: asText(entry.polarity) ?? polarity,
    text: asText(entry.text) ?? "",
    tokens,
    words: Array.isArray(entry.words) ? readWords(entry.words, tokens.length) : joinWords(tokens, special),
    unrecorded: readUnrecorded(entry.unrecorded_words),
    special,
    kinds: readKinds(entry.token_kinds, special),
    weights: readWeights(entry.weights, tokens.length),
    labelledBy: asText(entry.source),
    labelReason: asText(entry.source_reason) ?? "",
    area: asSizes(entry.area, 0),
    masked: entry.mask === true,
    strength: asNumber(entry.strength),
    start: asNumber(entry.start),
    end: asNumber(entry.end),
  };
}

/** Only words whose tokens exist: whoever draws one looks its tokens up. */
function readWords(words: readonly unknown[], tokens: number): Word[] {
  return words.map(asObject).flatMap((word) => {
    const text = asText(word.text);
    const indices = asList(word.token_indices)
      .map((index) => asInt(index))
      .filter((index) => index !== null && index < tokens);
    return text === null || indices.length === 0 ? [] : [{ text, tokens: indices as number[] }];
  });
}

function readUnrecorded(words: unknown): UnrecordedWord[] {
  return asList(words)
    .map(asObject)
    .flatMap((word) => {
      const [text, place] = [asText(word.text), asInt(word.place)];
      return text === null || place === null ? [] : [{ text, place }];
    });
}

/** Kinds of special tokens; one that this reader does not know is text of no word's, as that of a template is. */
function readKinds(value: unknown, special: readonly boolean[]): Condition["kinds"] {
  const kinds = asList(value);
  if (kinds.length !== special.length || kinds.length === 0) return null;
  return kinds.map((given, i) =>
    special[i] ? (SPECIAL_KINDS.find((kind) => kind === given) ?? "template") : null,
  );
}

function readWeights(value: unknown, tokens: number): readonly number[] | null {
  const weights = asList(value).map(asNumber);
  return tokens > 0 && weights.length === tokens && weights.every((weight) => weight !== null)
    ? weights
    : null;
}
