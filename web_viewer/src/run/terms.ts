/**
 * Terms: what a person can select. The words of a conditioning, then its start, end and padding tokens as one
 * term each, because they take a share of the attention too and hiding it would make the words look larger.
 */
import tokens from "../../../diffulizer/format/tokens.json";
import type { Condition } from "./types.ts";
import { text } from "../text/text.ts";

export type TermKind = "word" | "start" | "end" | "padding";

export interface Term {
  readonly condition: string;
  /** Its place in the conditioning's list of terms: words first, in the order of the text. */
  readonly index: number;
  readonly kind: TermKind;
  /** As it is shown; the second "a" of a prompt is "a#2". */
  readonly text: string;
  readonly tokens: readonly number[];
}

/** A term by its place; it keeps its meaning while the layer and the step change. */
export interface TermRef {
  readonly condition: string;
  readonly index: number;
}

const specialNames = (): readonly (readonly [TermKind, string])[] => [
  ["start", text("start")],
  ["end", text("end")],
  ["padding", text("padding")],
];

/** The words of a conditioning, then those of start, end and padding that it has. */
export function termsOf(condition: Condition): readonly Term[] {
  const seen = new Map<string, number>();
  const words = condition.words.map((word, index) => {
    const key = folded(word.text);
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    return {
      condition: condition.id,
      index,
      kind: "word" as const,
      text: number === 1 ? word.text : `${word.text}#${String(number)}`,
      tokens: word.tokens,
    };
  });
  const kinds = specialKinds(condition);
  const groups = specialNames().flatMap(([kind, name]) => {
    const places = kinds.flatMap((k, i) => (k === kind ? [i] : []));
    return places.length ? [{ kind, text: name, tokens: places }] : [];
  });
  return [
    ...words,
    ...groups.map((group, i) => ({ ...group, condition: condition.id, index: words.length + i })),
  ];
}

/**
 * Which special token each one is. A text encoder pads either with its end token or with another one, so within a
 * run of special tokens after a word the first is the end and the rest is padding; one before a word is a start.
 */
function specialKinds(condition: Condition): readonly (TermKind | null)[] {
  let ended = true; // before the first start token
  return condition.special.map((special, i) => {
    if (!special) {
      ended = false;
      return null;
    }
    if (condition.tokens[i] === tokens.start || (i === 0 && ended)) {
      ended = false;
      return "start";
    }
    if (!ended) {
      ended = true;
      return "end";
    }
    return "padding";
  });
}

export function sameTerm(a: TermRef, b: TermRef): boolean {
  return a.condition === b.condition && a.index === b.index;
}

/** A letter by itself: in a word, "Σ" at the end is another letter than elsewhere. */
const lower = (letter: string) => letter.toLowerCase();

/** A word without its case: what two prompts' words are matched by. */
export function folded(word: string): string {
  // Upper case first, for letters that are several in it: "ß" and "SS" are the same word. "ı" is no other case of "i".
  const without = (letter: string) =>
    letter === "ı" ? letter : Array.from(letter.toUpperCase(), lower).join("");
  return Array.from(word, without).join("");
}
