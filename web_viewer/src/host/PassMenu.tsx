import { useState } from "react";

import { COLOUR_MAPS, type ColourMapName } from "../drawing/colours.ts";
import { layersOf } from "../run/layers.ts";
import { layerName } from "../run/names.ts";
import { whyUnguided } from "../run/prediction.ts";
import { setLayer, show, useApp, useAppStore } from "../state/store.ts";
import { text } from "../text/text.ts";
import type { LiveRun } from "./liveRun.ts";
import { keepWheel } from "./nodeFit.ts";
import { exportPass, type Host } from "./services.ts";

interface MenuProps {
  readonly host: Host;
  readonly run: LiveRun;
  readonly negative: boolean;
  /** Null where the negative prompt has no words. */
  readonly onNegative: ((on: boolean) => void) | null;
  readonly tags: boolean;
  readonly onTags: (on: boolean) => void;
  readonly onWords: () => void;
  readonly children: React.ReactNode;
}

/** What is seldom asked for: layer, colours, and what is done with words and with the pass. */
export function PassMenu({ host, run, negative, onNegative, tags, onTags, onWords, children }: MenuProps) {
  const app = useAppStore();
  const layer = useApp((s) => s.layer);
  const opacity = useApp((s) => s.opacity);
  const colourMap = useApp((s) => s.colourMap);
  const any = useApp((s) => s.terms.length > 0);
  const others = run.stored.slice(1);
  const unguided = whyUnguided(run);
  const batch = typeof run.pass.batch === "number" ? run.pass.batch : 1;
  return (
    <div className="sheet menu" ref={keepWheel} role="dialog" aria-label={text("More")}>
      <label>
        {text("Layer")}
        <select
          value={layer ?? ""}
          onChange={(event) => {
            setLayer(app, event.target.value);
          }}
        >
          {layersOf(run, "cross").map((l) => (
            <option key={l.id} value={l.id}>
              {layerName(l)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {text("Opacity")}
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(100 * opacity)}
          onChange={(event) => {
            show(app, { opacity: Number(event.target.value) / 100 });
          }}
        />
      </label>
      <label>
        {text("Colours of one word")}
        <select
          value={colourMap}
          onChange={(event) => {
            show(app, { colourMap: event.target.value as ColourMapName });
          }}
        >
          {COLOUR_MAPS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        {text("Tags between commas")}
        <input
          type="checkbox"
          checked={tags}
          onChange={(event) => {
            onTags(event.target.checked);
          }}
        />
      </label>
      {unguided && <p className="soft">{unguided}</p>}
      {onNegative && !unguided && (
        <label>
          {text("Words of the negative prompt")}
          <input
            type="checkbox"
            checked={negative}
            onChange={(event) => {
              onNegative(event.target.checked);
            }}
          />
        </label>
      )}
      {children}
      <button onClick={onWords}>{text("All words, and how concentrated they are")}</button>
      {any && (
        <button
          onClick={() => {
            show(app, { terms: [] });
          }}
        >
          {text("Let go of all words")}
        </button>
      )}
      {(run.pass.state === "interrupted" || run.pass.state === "failed") && (
        <ExportRest host={host} pass={run.pass.id} />
      )}
      {batch > 1 && (
        <p className="soft">
          {others.length > 0
            ? text("Picture 1 of {count}; the others are on the node that exports.", { count: batch })
            : text("Picture 1 of {count}; export the run to see the others.", { count: batch })}
        </p>
      )}
    </div>
  );
}

function ExportRest({ host, pass }: { host: Host; pass: string }) {
  const [state, setState] = useState<"ready" | "working" | "done">("ready");
  return (
    <button
      disabled={state !== "ready"}
      onClick={() => {
        setState("working");
        exportPass(host, pass).then(
          ({ name }) => {
            setState("done");
            host.toast("success", text("Exported"), name);
          },
          (error: unknown) => {
            setState("ready");
            host.toast(
              "error",
              text("Nothing was exported"),
              error instanceof Error ? error.message : String(error),
            );
          },
        );
      }}
    >
      {state === "done" ? text("Exported") : text("Export what was recorded")}
    </button>
  );
}
