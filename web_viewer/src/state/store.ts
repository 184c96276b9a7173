/** The one store: which runs are open, where in them we look, and how it is shown. */
import { create } from "zustand";

import type { Problem, Run } from "../dataset/types.ts";
import type { Align } from "../maths/align.ts";
import type { ColourMapName } from "../drawing/colours.ts";
import { sameTerm, type TermRef } from "./terms.ts";

export type View = "story" | "workbench";
export type Theme = "system" | "light" | "dark";
/** Absolute: one scale for all words and steps of a layer. Normalised: each map by its own largest value. */
export type ScaleMode = "absolute" | "normalised";
/** A place in the image as fractions of its width and height, from the upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What could not be opened, or only in part. */
export interface Notice {
  readonly name: string;
  readonly problems: readonly Problem[];
  /** Nothing of the run can be shown. */
  readonly failed: boolean;
}

export interface ViewState {
  readonly step: number;
  readonly layer: string | null;
  readonly head: number | null;
  /** Selected words; their maps are added. */
  readonly terms: readonly TermRef[];
  readonly locked: Place | null;
  readonly view: View;
  readonly scale: ScaleMode;
  readonly colourMap: ColourMapName;
  readonly opacity: number;
  readonly smooth: boolean;
  /** How steps of the two runs that are compared belong together. */
  readonly align: Align;
}

export interface AppState extends ViewState {
  readonly runs: readonly Run[];
  readonly primary: Run | null;
  readonly compared: Run | null;
  /** Name of the run that is being opened. */
  readonly opening: string | null;
  readonly notices: readonly Notice[];
  readonly playing: boolean;
  readonly loop: boolean;
  /** Steps a second. */
  readonly speed: number;
  /** Where the divider between the noisy and the predicted image stands, 0 to 1. */
  readonly wipe: number;
  readonly hover: Place | null;
  readonly showSpecial: boolean;
  readonly theme: Theme;
  readonly helpOpen: boolean;
  /** Raised by each change of the step that did not come from scrolling: the story follows. */
  readonly jump: number;
}

export const DEFAULT_VIEW: ViewState = {
  step: 0,
  layer: null,
  head: null,
  terms: [],
  locked: null,
  view: "story",
  scale: "absolute",
  colourMap: "inferno",
  opacity: 0.65,
  smooth: true,
  align: "sigma",
};

const START: AppState = {
  ...DEFAULT_VIEW,
  runs: [],
  primary: null,
  compared: null,
  opening: null,
  notices: [],
  playing: false,
  loop: true,
  speed: 6,
  wipe: 0.5,
  hover: null,
  showSpecial: false,
  theme: "system",
  helpOpen: false,
  jump: 0,
};

export const useApp = create<AppState>()(() => START);

const { setState: set, getState: get } = useApp;

/** Change what the panels show; values are taken as they are. */
export function show(change: Partial<Omit<AppState, "step" | "jump">>): void {
  set(change);
}

/** Go to a step; beyond either end it stops there. */
export function goTo(step: number, by: "control" | "scroll" = "control"): void {
  const { primary, jump, step: now } = get();
  if (!primary) return;
  const wanted = Math.max(0, Math.min(primary.steps - 1, Math.round(step)));
  if (wanted === now) return;
  set(by === "scroll" ? { step: wanted } : { step: wanted, jump: jump + 1 });
}

/** One step further while playing: from the last to the first, or the end of playing. */
export function advance(): void {
  const { primary, step, loop } = get();
  if (!primary) return;
  if (step + 1 < primary.steps) goTo(step + 1);
  else if (loop) goTo(0);
  else set({ playing: false });
}

/** Begin to play (from the first step if it stands at the last one), or pause. */
export function togglePlaying(): void {
  const { playing, primary, step } = get();
  if (!playing && primary && step === primary.steps - 1) goTo(0);
  set({ playing: !playing });
}

/** Select one word, or with `add` take it in or out of the selection. */
export function selectTerm(term: TermRef, add = false): void {
  const { terms } = get();
  const others = terms.filter((t) => !sameTerm(t, term));
  const had = others.length < terms.length;
  if (add) set({ terms: had ? others : [...terms, term] });
  else set({ terms: had && terms.length === 1 ? [] : [term] });
}

/** Select the layer `by` places further down the list of a type (cross-attention). */
export function moveLayer(by: number): void {
  const { primary, layer } = get();
  const cross = primary?.layers.filter((l) => l.type === "cross") ?? [];
  const at = cross.findIndex((l) => l.id === layer);
  const next = cross[Math.max(0, Math.min(cross.length - 1, at + by))];
  if (next) set({ layer: next.id, head: null });
}

export function setLayer(layer: string): void {
  set({ layer, head: null });
}
