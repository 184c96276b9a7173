/** The part of the address after #: what is shown, so that a link restores it. Defaults are left out. */
import { COLOUR_MAPS } from "../drawing/colours.ts";
import { SOURCES } from "../run/sources.ts";
import { DEFAULT_VIEW, MARKS, type ViewState } from "./store.ts";
import type { TermRef } from "../run/terms.ts";

/** `step=12&layer=layer_3&word=2&view=workbench` */
export function writeHash(state: ViewState): string {
  const parts = new URLSearchParams();
  const put = (key: string, value: string, unless: string) => {
    if (value !== unless) parts.set(key, value);
  };
  parts.set("step", String(state.step));
  put("layer", state.layer ?? "", "");
  put("head", state.head === null ? "" : String(state.head), "");
  // Said even when there is none: a page that opens without being told begins with a word of its own choice.
  parts.set("word", state.terms.map(writeTerm).join(",") || "none");
  put("theirs", state.theirs.map(writeTerm).join(","), "");
  const corners = state.locked ? [state.locked, ...(state.locked.to ? [state.locked.to] : [])] : [];
  put("at", corners.flatMap(({ x, y }) => [x.toFixed(4), y.toFixed(4)]).join(","), "");
  put("view", state.view, DEFAULT_VIEW.view);
  put("show", state.source, DEFAULT_VIEW.source);
  put("scale", state.scale, DEFAULT_VIEW.scale);
  put("colours", state.colourMap, DEFAULT_VIEW.colourMap);
  put("opacity", state.opacity.toFixed(2), DEFAULT_VIEW.opacity.toFixed(2));
  put("cells", state.smooth ? "" : "1", "");
  put("align", state.align ?? "", "");
  put("without", state.without === null ? "" : String(state.without), "");
  put("mark", state.mark, DEFAULT_VIEW.mark);
  return parts.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** What a hash says; anything in it that can't be used is left out, so a damaged link still opens the page. */
export function readHash(hash: string): Partial<ViewState> {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const found: { -readonly [key in keyof ViewState]?: ViewState[key] } = {};
  const whole = (key: string) => {
    const text = parts.get(key);
    return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
  };
  const oneOf = <T extends string>(key: string, choices: readonly T[]) =>
    choices.find((c) => c === parts.get(key));
  const step = whole("step");
  if (step !== null) found.step = step;
  const layer = parts.get("layer");
  if (layer) found.layer = layer;
  const head = whole("head");
  if (head !== null) found.head = head;
  const without = whole("without");
  if (without !== null) found.without = without;
  const mark = oneOf("mark", MARKS);
  if (mark) found.mark = mark;
  const words = parts.get("word");
  const termsAt = (key: string) => (parts.get(key) ?? "").split(",").flatMap((text) => readTerm(text) ?? []);
  const [terms, theirs] = [termsAt("word"), termsAt("theirs")];
  if (theirs.length) found.theirs = theirs;
  if (terms.length || words === "none") found.terms = terms;
  const at = (parts.get("at") ?? "").split(",").map(Number);
  const [x, y, right, bottom] = at;
  if (x !== undefined && y !== undefined && at.every((v) => v >= 0 && v <= 1)) {
    const to = right !== undefined && bottom !== undefined && right >= x && bottom >= y;
    found.locked = { x, y, ...(to && { to: { x: right, y: bottom } }) };
  }
  const view = oneOf("view", ["story", "workbench", "grid"] as const);
  if (view) found.view = view;
  const source = oneOf("show", SOURCES);
  if (source) found.source = source;
  const scale = oneOf("scale", ["absolute", "normalised"] as const);
  if (scale) found.scale = scale;
  const colours = oneOf("colours", COLOUR_MAPS);
  if (colours) found.colourMap = colours;
  const opacity = Number(parts.get("opacity") ?? NaN);
  if (opacity >= 0 && opacity <= 1) found.opacity = opacity;
  if (parts.get("cells") === "1") found.smooth = false;
  const align = oneOf("align", ["step", "sigma"] as const);
  if (align) found.align = align;
  return found;
}

function writeTerm(term: TermRef): string {
  return term.condition === "c0" ? String(term.index) : `${term.condition}:${String(term.index)}`;
}

function readTerm(text: string): TermRef | null {
  const [, condition = "c0", index] = /^(?:(c\d{1,3}):)?(\d{1,4})$/.exec(text) ?? [];
  return index === undefined ? null : { condition, index: Number(index) };
}
