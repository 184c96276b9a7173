/** The store of a viewer: which runs are open, where in them we look, and how it is shown. */
import { createContext, use, useState } from "react";
import { createStore, type StoreApi, useStore } from "zustand";

import type { RunTable } from "../dataset/table/table.ts";
import type { Place, Problem, Run } from "../run/types.ts";
import type { Align } from "../maths/align.ts";
import type { Axes } from "../maths/varying.ts";
import type { ColourMapName } from "../drawing/colours.ts";
import { type Catalogue, WHOLE } from "./catalogue.ts";
import type { Source } from "../run/sources.ts";
import { sameTerm, type TermRef } from "../run/terms.ts";

/** The catalogue is there where a table of runs is open. */
export type View = "story" | "workbench" | "grid" | "catalogue";
export type Theme = "system" | "light" | "dark";
/** Absolute: one scale for all words and steps of a layer. Normalised: each map by its own largest value. */
export type ScaleMode = "absolute" | "normalised";

/** How the picture without a word shows where it changed. */
export const MARKS = ["outline", "colours", "none"] as const;
export type Mark = (typeof MARKS)[number];

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
  /** Words that only the run compared with has, selected where none of `terms` is. */
  readonly theirs: readonly TermRef[];
  readonly locked: Place | null;
  readonly view: View;
  /** Of runs that lack it, attention is shown whatever this says. */
  readonly source: Source;
  readonly scale: ScaleMode;
  readonly colourMap: ColourMapName;
  readonly opacity: number;
  readonly smooth: boolean;
  /** By what charts have their steps, and two runs their pairs of steps; null: as `alignBy` has it. */
  readonly align: Align | null;
  /** The word without which the picture is shown, by its number in the run's removals; null for none. */
  readonly without: number | null;
  readonly mark: Mark;
}

/** How all runs are shown beside each other. */
export interface GridState {
  readonly mode: GridMode;
  /** Runs by their keys. */
  readonly reference: string | null;
  readonly leftOut: readonly string[];
  /** As a person chose them; until then by what varies. */
  readonly axes: Axes | null;
}

export type GridMode = "maps" | "pictures" | "picture-difference" | "map-difference";

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
  readonly grid: GridState;
  /** The table of runs that is open. */
  readonly table: RunTable | null;
  readonly catalogue: Catalogue;
  /** Rows of the table that a person chose, and the one that was looked at last, by their numbers in the file. */
  readonly picked: ReadonlySet<number>;
  readonly active: number | null;
  /** Ids of the rows whose runs are open. */
  readonly openRows: readonly string[];
  /** Whether a person has chosen the step, by a control or a link: scrolling and playing by itself leave it alone then. */
  readonly chosen: boolean;
}

export const DEFAULT_VIEW: ViewState = {
  step: 0,
  layer: null,
  head: null,
  terms: [],
  theirs: [],
  locked: null,
  view: "story",
  source: "attention",
  scale: "absolute",
  colourMap: "inferno",
  opacity: 0.65,
  smooth: true,
  align: null,
  without: null,
  mark: "outline",
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
  grid: { mode: "maps", reference: null, leftOut: [], axes: null },
  table: null,
  catalogue: WHOLE,
  picked: new Set(),
  active: null,
  openRows: [],
  chosen: false,
};

/** One viewer, or one panel of a host: each has a store of its own. */
export type AppStore = StoreApi<AppState>;

export function createApp(): AppStore {
  return createStore<AppState>()(() => START);
}

export const AppContext = createContext<AppStore | null>(null);

/** The store of the viewer that this component belongs to. */
export function useAppStore(): AppStore {
  const app = use(AppContext);
  if (!app) throw new Error("A component of the viewer stands outside of an AppContext.");
  return app;
}

/** What `select` takes from the store; the component follows its changes. */
export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(useAppStore(), select);
}

/** Whether a panel is in the window, or nearly. */
export const InSight = createContext(true);

/** As `useApp`, for panels that may be out of sight: there they keep the value that they had, and draw nothing anew. */
export function useSeen<T>(select: (state: AppState) => T): T {
  const app = useAppStore();
  const inSight = use(InSight);
  const [held, setHeld] = useState(() => ({ value: select(app.getState()) }));
  const value = useApp((state) => (inSight ? select(state) : held.value));
  if (!Object.is(value, held.value)) setHeld({ value });
  return value;
}

/** Change what the panels show; values are taken as they are. */
export function show(app: AppStore, change: Partial<Omit<AppState, "step" | "chosen">>): void {
  app.setState(change);
}

/** Change how all runs are shown beside each other. */
export function showGrid(app: AppStore, change: Partial<GridState>): void {
  app.setState(({ grid }) => ({ grid: { ...grid, ...change } }));
}

/** Go to a step; beyond either end it stops there. What a person did not ask for, the story did by itself. */
export function goTo(app: AppStore, step: number, by: "person" | "story" = "person"): void {
  const { primary, chosen } = app.getState();
  if (!primary) return;
  const wanted = Math.max(0, Math.min(primary.steps - 1, Math.round(step)));
  app.setState({ step: wanted, chosen: chosen || by === "person" });
}

/** Select one word, or with `add` take it in or out of the selection. */
export function selectTerm(app: AppStore, term: TermRef, add = false): void {
  const { terms } = app.getState();
  const others = terms.filter((t) => !sameTerm(t, term));
  const had = others.length < terms.length;
  if (add) app.setState({ terms: had ? others : [...terms, term], theirs: [] });
  else app.setState({ terms: had && terms.length === 1 ? [] : [term], theirs: [] });
}

/** Select words of this run, or of the one that it is compared with alone. */
export function selectTerms(app: AppStore, terms: readonly TermRef[], theirs: readonly TermRef[] = []): void {
  app.setState({ terms, theirs });
}

/** Select the layer `by` places further down the list of a type (cross-attention). */
export function moveLayer(app: AppStore, by: number): void {
  const { primary, layer } = app.getState();
  const cross = primary?.layers.filter((l) => l.type === "cross") ?? [];
  const at = cross.findIndex((l) => l.id === layer);
  const next = cross[Math.max(0, Math.min(cross.length - 1, at + by))];
  if (next) app.setState({ layer: next.id, head: null });
}

export function setLayer(app: AppStore, layer: string): void {
  app.setState({ layer, head: null });
}
