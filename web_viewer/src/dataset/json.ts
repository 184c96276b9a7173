/** JSON as a run holds it: UTF-8, and tolerant of what older writers put into it. */

import { LIMITS } from "./layout.ts";

export type JsonRule = "json-syntax" | "json-non-finite" | "json-duplicate-key" | "json-number";

export interface JsonNote {
  readonly rule: JsonRule;
  readonly message: string;
}

export interface ParsedJson {
  /** Undefined where the text is no JSON. */
  readonly value: unknown;
  readonly notes: readonly JsonNote[];
}

/** Lists and objects within each other; more is no run, and would exhaust the stack. */
const DEEPEST = LIMITS.depth + 1;
/** Whole numbers of a run are below it, as 64 bits hold them. */
const LARGEST_WHOLE = 2n ** 64n;
/** Characters that JSON writes escaped, and the one that escapes. */
const ESCAPED = /[\\\x00-\x1f]/;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const WHOLE = /^-?[0-9]+$/;
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);
const LITERAL = /true|false|null|NaN|-?Infinity/y;

/** Read the bytes of a JSON file. Damage of any kind is noted, never thrown. */
export function parseJson(bytes: ArrayBuffer): ParsedJson {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { value: undefined, notes: [syntax("it is no UTF-8 text")] };
  }
  if (!text.startsWith("\ufeff")) return parseText(text);
  const { value, notes } = parseText(text.slice(1));
  return { value, notes: [syntax("it starts with a byte order mark; expected UTF-8 without one"), ...notes] };
}

/**
 * Read JSON from text. NaN, Infinity, -Infinity and numbers too large for a float become null where they stand as
 * values, and are noted; inside strings they are letters.
 */
export function parseText(text: string): ParsedJson {
  const parser = new Parser(text);
  try {
    return { value: parser.whole(), notes: parser.notes() };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return { value: undefined, notes: [syntax(error.message)] };
    throw error;
  }
}

/** Problems of one kind in one file that are listed. */
const MOST = 20;

class JsonSyntaxError extends Error {}

/** Recursive descent; `at` is the place of the next character. */
class Parser {
  private at = 0;
  private depth = 0;
  private readonly nonFinite = new Map<string, number>();
  private readonly repeated: string[] = [];
  /** Digits of whole numbers beyond 64 bits. */
  private readonly tooLong: number[] = [];

  constructor(private readonly text: string) {}

  whole(): unknown {
    const value = this.value();
    this.blanks();
    if (this.at < this.text.length) this.fail("expected the end of the file");
    return value;
  }

  notes(): JsonNote[] {
    const literals = [...this.nonFinite].map(([literal, times]): JsonNote => {
      const message = `${literal} in ${times} place${times > 1 ? "s" : ""}; expected null`;
      return { rule: "json-non-finite", message };
    });
    const keys = this.repeated.slice(0, MOST).map((key): JsonNote => {
      const message = `key ${JSON.stringify(key)} stands twice in one object; expected once`;
      return { rule: "json-duplicate-key", message };
    });
    const numbers = this.tooLong.slice(0, MOST).map((digits): JsonNote => {
      return {
        rule: "json-number",
        message: `a whole number of ${digits} digits; expected one of at most 64 bits`,
      };
    });
    return [...literals, ...numbers, ...keys];
  }

  private value(): unknown {
    this.blanks();
    switch (this.text[this.at]) {
      case "{":
        return this.nested(() => this.object());
      case "[":
        return this.nested(() => this.list());
      case '"':
        return this.string();
      default:
        return this.literal();
    }
  }

  private nested<T>(read: () => T): T {
    this.at++;
    if (++this.depth > DEEPEST) this.fail("it is nested too deeply to be read");
    const value = read();
    this.depth--;
    return value;
  }

  private object(): Record<string, unknown> {
    const content: Record<string, unknown> = {};
    const repeated = new Set<string>();
    if (this.next("}")) return content;
    do {
      this.blanks();
      if (this.text[this.at] !== '"') this.fail("expected a key in double quotes");
      const key = this.string();
      if (!this.next(":")) this.fail("expected ':'");
      if (Object.hasOwn(content, key)) repeated.add(key);
      const value = this.value();
      if (key === "__proto__") define(content, key, value);
      else content[key] = value;
    } while (this.next(","));
    if (!this.next("}")) this.fail("expected ',' or '}'");
    for (const key of [...repeated].sort()) this.repeated.push(key);
    return content;
  }

  private list(): unknown[] {
    const content: unknown[] = [];
    if (this.next("]")) return content;
    do content.push(this.value());
    while (this.next(","));
    if (!this.next("]")) this.fail("expected ',' or ']'");
    return content;
  }

  private string(): string {
    const start = this.at + 1;
    let end = this.text.indexOf('"', start);
    while (end >= 0 && this.isEscaped(end)) end = this.text.indexOf('"', end + 1);
    if (end < 0) this.fail("expected a double quote at the end of the text that starts here");
    const text = this.text.slice(start, end);
    const value = ESCAPED.test(text) ? this.unescape(text) : text;
    this.at = end + 1;
    return value;
  }

  /** Whether an odd number of backslashes stands before a place. */
  private isEscaped(place: number): boolean {
    let before = place;
    while (this.text[before - 1] === "\\") before--;
    return (place - before) % 2 === 1;
  }

  private unescape(text: string): string {
    try {
      return JSON.parse(`"${text}"`) as string;
    } catch {
      return this.fail("expected a text whose control characters, quotes and backslashes are escaped");
    }
  }

  private literal(): unknown {
    const word = this.skip(LITERAL);
    if (word) {
      if (!CONSTANTS.has(word)) this.noteNonFinite(word);
      return CONSTANTS.get(word) ?? null;
    }
    const digits = this.skip(NUMBER);
    if (!digits) this.fail("expected a value");
    const number = Number(digits);
    if (Math.abs(number) >= 2 ** 63 && WHOLE.test(digits)) {
      const length = digits.length - (digits.startsWith("-") ? 1 : 0);
      if (length > 20 || BigInt(digits.slice(-length)) >= LARGEST_WHOLE) {
        this.tooLong.push(length);
        return null;
      }
    }
    if (Number.isFinite(number)) return number;
    this.noteNonFinite(digits);
    return null;
  }

  private noteNonFinite(literal: string): void {
    this.nonFinite.set(literal, (this.nonFinite.get(literal) ?? 0) + 1);
  }

  /** Whether the next character but blanks is this one, which is then passed. */
  private next(character: string): boolean {
    this.blanks();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private blanks(): void {
    while (isBlank(this.text.charCodeAt(this.at))) this.at++;
  }

  /** What the sticky pattern matches here, passed; "" where it does not match. */
  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private fail(expected: string): never {
    const lines = this.text.slice(0, this.at).split("\n");
    const column = (lines.at(-1)?.length ?? 0) + 1;
    throw new JsonSyntaxError(`line ${lines.length}, column ${column}: ${expected}`);
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** An own property, whatever its name means to objects. */
function define(content: object, key: string, value: unknown): void {
  Object.defineProperty(content, key, { value, enumerable: true, writable: true, configurable: true });
}

function syntax(message: string): JsonNote {
  return { rule: "json-syntax", message };
}
