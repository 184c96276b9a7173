/**
 * Terms: what a person can select. The words of a conditioning, then its tokens of each special kind as one term,
 * because they take a share of the attention too and hiding it would make the words look larger.
 */
import tokens from "../../../diffulizer/format/tokens.json";
import type { Condition, Word } from "./types.ts";
import { text } from "../text/text.ts";

/** What a token that is no word's may be; the order is that of `SPECIAL_KINDS` in Python. */
export type SpecialKind =
  "other" | "start" | "end" | "padding" | "template" | "space" | "picture" | "reference";
export type TermKind = "word" | SpecialKind;
export const SPECIAL_KINDS = tokens.kinds as readonly SpecialKind[];
/** Kinds of terms, in the order in which they are set side by side. */
export const TERM_KINDS: readonly TermKind[] = ["word", ...SPECIAL_KINDS];

export interface Term {
  readonly condition: string;
  /** Its place in the conditioning's list of terms: words first, in the order of the text. */
  readonly index: number;
  readonly kind: TermKind;
  /** As it is shown; the second "a" of a prompt is "a#2", whether or not the first was recorded. */
  readonly text: string;
  readonly tokens: readonly number[];
}

/** A term by its place; it keeps its meaning while the layer and the step change. */
export interface TermRef {
  readonly condition: string;
  readonly index: number;
}

/** What people read for each kind: `SPECIAL_NAMES` of Python, and "words". */
export const kindName = (kind: TermKind): string =>
  ({
    word: text("words"),
    other: text("other words"),
    start: text("start"),
    end: text("end"),
    padding: text("padding"),
    template: text("template"),
    space: text("space"),
    picture: text("the picture itself"),
    reference: text("reference pictures"),
  })[kind];

/** The words of a conditioning's text, those that were not recorded too; they have no tokens. */
export function allWords({ words, unrecorded }: Condition): readonly Word[] {
  const all = [...words];
  for (const { text, place } of unrecorded) all.splice(place, 0, { text, tokens: [] });
  return all;
}

/** The words of a conditioning, then the special kinds that it has. */
export function termsOf(condition: Condition): readonly Term[] {
  const seen = new Map<string, number>();
  const words: Term[] = [];
  for (const { text, tokens } of allWords(condition)) {
    const key = folded(text);
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    if (tokens.length > 0)
      words.push({
        condition: condition.id,
        index: words.length,
        kind: "word",
        text: number === 1 ? text : `${text}#${String(number)}`,
        tokens,
      });
  }
  const kinds = condition.kinds ?? specialKinds(condition);
  const groups = SPECIAL_KINDS.flatMap((kind) => {
    const places = kinds.flatMap((k, i) => (k === kind ? [i] : []));
    return places.length ? [{ kind, text: kindName(kind), tokens: places }] : [];
  });
  return [
    ...words,
    ...groups.map((group, i) => ({ ...group, condition: condition.id, index: words.length + i })),
  ];
}

/** The special kinds that conditionings have, in their order. */
export function specialKindsOf(conditions: readonly Condition[]): readonly SpecialKind[] {
  const there = new Set(conditions.flatMap((condition) => condition.kinds ?? specialKinds(condition)));
  return SPECIAL_KINDS.filter((kind) => there.has(kind));
}

/** Their names, listed: "start, end and padding". */
export function specialNames(conditions: readonly Condition[]): string {
  const names = specialKindsOf(conditions).map(kindName);
  const last = names.pop();
  if (last === undefined) return text("what is no word");
  return names.length > 0 ? names.join(text(", ")) + text(" and ") + last : last;
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
