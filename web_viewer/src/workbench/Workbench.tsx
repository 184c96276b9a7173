import { type ReactNode, useState } from "react";

import type { Run } from "../run/types.ts";
import { AttentionOverlay } from "../panels/AttentionOverlay.tsx";
import { Comparison } from "../panels/Comparison.tsx";
import { FilmStrip } from "../panels/FilmStrip.tsx";
import { GuidanceFormula, ReverseFormula } from "../panels/Formulas.tsx";
import { Heads } from "../panels/Heads.tsx";
import { LayerWordGrid } from "../panels/LayerWordGrid.tsx";
import { NormCurves } from "../panels/NormCurves.tsx";
import { Metrics } from "../panels/Metrics.tsx";
import { Picture } from "../panels/Picture.tsx";
import { PredictedNoise } from "../panels/PredictedNoise.tsx";
import { Provenance } from "../panels/Provenance.tsx";
import { RankedWords } from "../panels/RankedWords.tsx";
import { SelfAttention } from "../panels/SelfAttention.tsx";
import { SpecialMass } from "../panels/SpecialMass.tsx";
import { Trajectory } from "../panels/Trajectory.tsx";
import { WordCurves } from "../panels/WordCurves.tsx";
import { WordStepMatrix } from "../panels/WordStepMatrix.tsx";
import { useApp } from "../state/store.ts";
import { Split } from "./Split.tsx";

interface Tab {
  readonly key: string;
  readonly name: string;
  readonly body: (run: Run, step: number) => ReactNode;
}

const PICTURE: readonly Tab[] = [
  { key: "picture", name: "Denoising", body: (run, step) => <Denoising run={run} step={step} /> },
  { key: "noise", name: "Predicted noise", body: (run, step) => <PredictedNoise run={run} step={step} /> },
  { key: "self", name: "Self-attention", body: (run, step) => <SelfAttention run={run} step={step} /> },
];

const ATTENTION: readonly Tab[] = [
  { key: "overlay", name: "Attention", body: (run, step) => <AttentionOverlay run={run} step={step} /> },
  { key: "heads", name: "Heads", body: (run, step) => <Heads run={run} step={step} /> },
];

const WORDS: readonly Tab[] = [
  { key: "ranked", name: "Words of a place", body: (run, step) => <RankedWords run={run} step={step} /> },
  { key: "steps", name: "Word × step", body: (run) => <WordStepMatrix run={run} /> },
  { key: "curves", name: "Curves", body: (run) => <WordCurves run={run} /> },
  { key: "layers", name: "Layer × word", body: (run, step) => <LayerWordGrid run={run} step={step} /> },
  { key: "special", name: "Start, end, padding", body: (run) => <SpecialMass run={run} /> },
];

const NUMBERS: readonly Tab[] = [
  { key: "metrics", name: "Metrics", body: (run) => <Metrics run={run} /> },
  { key: "formulas", name: "Formulas", body: (run, step) => <BothFormulas run={run} step={step} /> },
  { key: "comparison", name: "Comparison", body: (run, step) => <Comparison run={run} step={step} /> },
  { key: "provenance", name: "Provenance", body: (run) => <Provenance run={run} /> },
];

const PATH: readonly Tab[] = [
  { key: "trajectory", name: "Trajectory", body: (run) => <Trajectory run={run} /> },
];

/** All panels at once, without prose; the bars between them can be dragged. */
export function Workbench({ run }: { run: Run }) {
  const step = useApp((s) => s.step);
  const tabs = (id: string, list: readonly Tab[]) => <Tabs id={id} tabs={list} run={run} step={step} />;
  return (
    <Split direction="column" label="Height of the upper panels" shares={[0.58, 0.42]}>
      <Split direction="row" label="Widths of the upper panels" shares={[0.34, 0.34, 0.32]}>
        {tabs("pictures", PICTURE)}
        {tabs("maps", ATTENTION)}
        {tabs("words", WORDS)}
      </Split>
      <Split direction="row" label="Widths of the lower panels" shares={[0.66, 0.34]}>
        {tabs("numbers", NUMBERS)}
        {tabs("path", PATH)}
      </Split>
    </Split>
  );
}

function Tabs({ id, tabs, run, step }: { id: string; tabs: readonly Tab[]; run: Run; step: number }) {
  const [chosen, setChosen] = useState(tabs[0]?.key);
  const tab = tabs.find((t) => t.key === chosen);
  return (
    <section className="pane" aria-label={tab?.name}>
      <div className="tabs" role="tablist" aria-label={id}>
        {tabs.map((t) => (
          <button
            key={t.key}
            role="tab"
            id={`tab-${t.key}`}
            aria-selected={t.key === chosen}
            aria-controls={`pane-${id}`}
            onClick={() => {
              setChosen(t.key);
            }}
          >
            {t.name}
          </button>
        ))}
      </div>
      <div
        className="pane-body"
        tabIndex={0}
        role="tabpanel"
        id={`pane-${id}`}
        aria-labelledby={`tab-${chosen ?? ""}`}
      >
        {tab?.body(run, step)}
      </div>
    </section>
  );
}

function Denoising({ run, step }: { run: Run; step: number }) {
  return (
    <div className="stack">
      <Picture run={run} step={step} />
      <FilmStrip run={run} kind="latent" />
      <FilmStrip run={run} kind="x0" />
      <NormCurves run={run} />
    </div>
  );
}

function BothFormulas({ run, step }: { run: Run; step: number }) {
  return (
    <div className="formulas">
      <ReverseFormula run={run} step={step} />
      <GuidanceFormula run={run} step={step} />
    </div>
  );
}
