/**
 * Texts for people, in the language of the page that the panels stand in. The English text is the key of the others, and what
 * the viewer by itself shows. Part of a text is {named} where a value belongs.
 */
export type Texts = Readonly<Record<string, string>>;

let texts: Texts = {};
let language: string | undefined;

/** Speak another language (BCP 47), before anything is shown: English text to translated one. */
export function setLanguage(name: string | undefined, given: Texts): void {
  language = name;
  texts = given;
}

/** The language that was set; without one, texts are English, and dates as the browser writes them. */
export const spoken = (): string | undefined => language;

type Names<English extends string> = English extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Values<English extends string> = [Names<English>] extends [never]
  ? []
  : [values: Readonly<Record<Names<English>, string | number>>];

/** A text, which has to be written here in full so that tests find it, with its values: `text("Step {step}", { step })`. */
export function text<const English extends string>(english: English, ...values: Values<English>): string {
  const [given = {}] = values as [Readonly<Record<string, string | number>>?];
  return (texts[english] ?? english).replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(given[name] ?? whole),
  );
}
