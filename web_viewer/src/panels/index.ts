/** Every panel, once: the story and the workbench list them by id. */
import type { ComponentType } from "react";

import { specialKindsOf } from "../run/terms.ts";
import { isFlow } from "../run/prediction.ts";
import type { Run } from "../run/types.ts";
import { AttentionOverlay } from "./AttentionOverlay.tsx";
import {
  Comparison,
  ComparisonCurves,
  ComparisonLayers,
  ComparisonPictures,
  ComparisonPrompts,
} from "./Comparison.tsx";
import { Denoising } from "./Denoising.tsx";
import { Effects } from "./Effects.tsx";
import { Formulas } from "./Formulas.tsx";
import { Heads } from "./Heads.tsx";
import { LayerWordGrid } from "./LayerWordGrid.tsx";
import { Metrics } from "./Metrics.tsx";
import { PredictedNoise } from "./PredictedNoise.tsx";
import { Provenance } from "./Provenance.tsx";
import { RankedWords } from "./RankedWords.tsx";
import { SelfAttention } from "./SelfAttention.tsx";
import { SpecialMass } from "./SpecialMass.tsx";
import { Trajectory } from "./Trajectory.tsx";
import { WhatIf } from "./WhatIf.tsx";
import { WordCurves } from "./WordCurves.tsx";
import { WordStepMatrix } from "./WordStepMatrix.tsx";

export interface PanelEntry {
  readonly title: string;
  /** What it is called of some runs, instead. */
  readonly titleOf?: (run: Run) => string | null;
  /** What it answers, for somebody who sees it for the first time. */
  readonly question?: string;
  /** What it shows of a run at a step; without what it needs, why that is not there. */
  readonly Component: ComponentType<{ readonly run: Run; readonly step: number }>;
  /** Whether it is made of panels that have titles of their own. */
  readonly titled?: boolean;
  /** Whether it has anything to do with a run; every run unless it says otherwise. */
  readonly of?: (run: Run) => boolean;
}

export type Panels = Readonly<Record<string, PanelEntry>>;

/** By id, which is the id of the element too: addresses name it. */
export const PANELS = {
  denoising: { title: "Denoising", Component: Denoising, titled: true },
  formulas: { title: "Formulas", Component: Formulas, titled: true },
  "predicted-noise": {
    title: "Predicted noise",
    titleOf: (run) => (isFlow(run) ? "Velocity" : null),
    Component: PredictedNoise,
  },
  "attention-overlay": { title: "Attention", Component: AttentionOverlay },
  "ranked-words": { title: "What a place looks at", Component: RankedWords },
  "word-step": {
    title: "Word × step",
    question: "When does each word get attention, or have an effect?",
    Component: WordStepMatrix,
  },
  "self-attention": {
    title: "Self-attention",
    question: "Where does this place look?",
    Component: SelfAttention,
  },
  "layer-word": {
    title: "Layer × word",
    question: "Which layer listens to which word?",
    Component: LayerWordGrid,
  },
  heads: { title: "Heads", Component: Heads },
  "word-curves": {
    title: "Curves",
    question: "How much attention does each word get, step by step?",
    Component: WordCurves,
  },
  effects: {
    title: "Effects",
    question: "How much does the model’s guess change without each word, step by step?",
    Component: Effects,
  },
  "special-mass": {
    title: "Start, end, padding",
    titleOf: ({ conditions }) =>
      specialKindsOf(conditions).includes("picture") ? "Words and picture" : null,
    question: "How much attention goes to tokens that stand for no word?",
    Component: SpecialMass,
  },
  "trajectory-panel": {
    title: "Trajectory",
    question: "Which path does the latent take, seen along its two principal components?",
    Component: Trajectory,
  },
  "what-if": {
    title: "What if",
    question: "What becomes of the picture without a word?",
    Component: WhatIf,
    of: ({ removals }) => removals !== null,
  },
  comparison: { title: "Comparison", Component: Comparison, titled: true },
  "comparison-curves": {
    title: "Curves of both",
    question: "How much attention do the compared words get, step by step?",
    Component: ComparisonCurves,
  },
  "comparison-layers": {
    title: "Layers of both",
    question:
      "Where and when do the two runs divide their attention differently? Jensen-Shannon divergence, mean over the picture: 0 is equal, and 0.69 (ln 2) is nothing in common.",
    Component: ComparisonLayers,
  },
  "comparison-prompts": { title: "Prompts and settings", Component: ComparisonPrompts },
  "comparison-pictures": { title: "Wipe", Component: ComparisonPictures },
  metrics: { title: "Metrics", Component: Metrics, titled: true },
  provenance: { title: "Provenance", Component: Provenance, titled: true },
} as const satisfies Panels;

export type PanelId = keyof typeof PANELS;
