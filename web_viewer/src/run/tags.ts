/** Tags: the parts of a prompt between commas, which is how many people write prompts for SDXL. The rules are those of `tags.py`. */
import rules from "../../../diffulizer/format/tags.json";
import { asCompared, withoutWeights } from "./typed.ts";
import type { Condition } from "./types.ts";

const SEPARATOR = new RegExp(rules.separator);

export interface Tag {
  /** As it is written, without weights; an escaped parenthesis is a plain one. */
  readonly text: string;
  /** The numbers of its words among those of the conditioning. */
  readonly words: readonly number[];
}

const known = new WeakMap<Condition, readonly Tag[]>();

/** The tags of a conditioning's prompt, in the order of its text; the same list each time. */
export function tagsOf(condition: Condition): readonly Tag[] {
  const there = known.get(condition);
  if (there) return there;
  const tags = findTags(
    condition.text,
    condition.words.map((word) => word.text),
  );
  known.set(condition, tags);
  return tags;
}

/** Each tag is looked for among the letters of the words that follow the tag before it. What is not found has no tag. */
export function findTags(prompt: string, words: readonly string[]): readonly Tag[] {
  const names = words.map(lettersOf);
  const letters = names.join("");
  const owners = names.flatMap((name, i) => Array.from({ length: name.length }, () => i));
  const isWithinWord = (place: number) =>
    owners[place] === owners[place - 1] && /[\p{L}\p{N}]/u.test(names[owners[place] ?? 0] ?? "");
  const tags: Tag[] = [];
  let at = 0;
  for (const part of withoutWeights(prompt).split(SEPARATOR)) {
    const name = lettersOf(part);
    let start = name ? letters.indexOf(name, at) : -1;
    while (start > 0 && isWithinWord(start)) start = letters.indexOf(name, start + 1);
    if (start < 0) continue;
    at = start + name.length;
    const text = part.split(/\s+/u).filter(Boolean).join(" ");
    tags.push({ text, words: [...new Set(owners.slice(start, at))] });
  }
  return tags;
}

/** Whether a prompt with these tags is a list of tags rather than sentences: whether tags are shown at first. */
export function looksLikeTags(tags: readonly Tag[]): boolean {
  const words = tags.reduce((sum, tag) => sum + tag.text.split(" ").length, 0);
  return tags.length >= rules.fewest && words <= rules.most_words * tags.length;
}

/** The tags in which a regular expression is found, whatever their case. An invalid one is plain text. */
export function matchingTags(tags: readonly Tag[], query: string): readonly Tag[] {
  const pattern = patternOf(query);
  return tags.filter((tag) => pattern.test(tag.text));
}

function patternOf(query: string): RegExp {
  try {
    return new RegExp(query, "iu");
  } catch {
    return new RegExp(query.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "iu");
  }
}

/** The tags of a prompt that were chosen by their text in an earlier one. */
export function stillChosen(tags: readonly Tag[], chosen: readonly string[]): readonly Tag[] {
  const names = new Set(chosen.map(asCompared));
  return tags.filter((tag) => names.has(asCompared(tag.text)));
}

function lettersOf(text: string): string {
  return asCompared(text).replace(/\s+/gu, "");
}
