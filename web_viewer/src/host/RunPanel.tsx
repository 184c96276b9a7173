import { useEffect, useState } from "react";

import { openRun } from "../dataset/open.ts";
import { httpSource } from "../dataset/sources/http.ts";
import type { Run } from "../run/types.ts";
import { AttentionOverlay } from "../panels/AttentionOverlay.tsx";
import { Picture } from "../panels/Picture.tsx";
import { LayerPicker } from "../rail/LayerPicker.tsx";
import { Steps } from "../rail/Steps.tsx";
import { Words } from "../rail/Words.tsx";
import { compareLayers } from "../state/firstLook.ts";
import { showRun } from "../state/opening.ts";
import { usePlayback } from "../state/playing.ts";
import { usePrefetch } from "../reading/prefetch.ts";
import { useApp, useAppStore } from "../state/store.ts";
import { text } from "../text/text.ts";
import { Sparklines } from "./LivePanel.tsx";
import { type Host, listRuns, runAddress, viewerAddress, zipAddress } from "./services.ts";

interface Props {
  readonly host: Host;
  /** Below output/diffulizer. */
  readonly name: string | null;
}

/** A stored run, on the node that wrote or loaded it. */
export function RunPanel({ host, name }: Props) {
  usePlayback();
  usePrefetch();
  const app = useAppStore();
  const run = useApp((s) => s.primary);
  const step = useApp((s) => s.step);
  const [error, setError] = useState<string | null>(null);
  const [overlay, setOverlay] = useState(false);
  useEffect(() => {
    if (name === null) return;
    let wanted = true;
    const open = async () => {
      const { run: opened, problems } = await openRun(httpSource(runAddress(host, name)));
      if (opened) await compareLayers(opened);
      if (!wanted) return;
      const [first] = problems;
      setError(opened || !first ? null : `${first.where}: ${first.message}`);
      if (opened) showRun(app, opened, null, { step: opened.steps - 1 });
    };
    void open();
    return () => {
      wanted = false;
    };
  }, [app, host, name]);
  if (name === null)
    return <p className="soft small panel-empty">{text("Run the workflow to see the stored run here.")}</p>;
  if (error) {
    return (
      <p className="missing small">{text("{name} can’t be opened: {reason}", { name, reason: error })}</p>
    );
  }
  if (!run) return <p className="soft small panel-empty">{text("Opening …")}</p>;
  return (
    <div className="host-panel">
      <Steps run={run} />
      <div className="row small" role="group" aria-label={text("View")}>
        <button
          aria-pressed={!overlay}
          onClick={() => {
            setOverlay(false);
          }}
        >
          {text("Denoising")}
        </button>
        <button
          aria-pressed={overlay}
          onClick={() => {
            setOverlay(true);
          }}
        >
          {text("Attention")}
        </button>
      </div>
      {overlay ? <AttentionOverlay run={run} step={step} /> : <Picture run={run} step={step} />}
      {overlay && <LayerPicker run={run} />}
      {overlay && <Words run={run} />}
      <Sparklines run={run} />
      <Actions host={host} name={name} run={run} />
    </div>
  );
}

function Actions({ host, name, run }: { host: Host; name: string; run: Run }) {
  const [zipping, setZipping] = useState(false);
  const carries = run.generator.workflow != null || run.generator.prompt_graph != null;
  const open = (address: string) => window.open(address, "_blank", "noopener");
  /** This run in the host's list, and the runs before it. */
  const listed = async () => {
    const { runs } = await listRuns(host);
    const at = runs.findIndex((r) => r.name === name);
    const found = runs[at];
    if (!found) throw new Error(text("{name} is not in the output folder any more.", { name }));
    return { path: found.path, earlier: runs.slice(at + 1) };
  };
  const compare = async () => {
    const previous = (await listed()).earlier.find((r) => r.damaged === null);
    if (previous) open(viewerAddress(host, name, previous.name));
    else host.toast("info", text("There is no earlier run to compare with."));
  };
  const copyPath = async () => {
    const { path } = await listed();
    try {
      await navigator.clipboard.writeText(path);
      host.toast("success", text("Path copied"), path);
    } catch {
      host.toast("warn", text("The browser does not let this page copy; copy it by hand"), path);
    }
  };
  const attempt = (work: () => Promise<void>) => {
    work().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      host.toast("error", text("That did not work"), reason);
    });
  };
  return (
    <div className="actions small">
      <div className="row">
        <button
          className="primary"
          onClick={() => {
            open(viewerAddress(host, name));
          }}
        >
          {text("Open in viewer")}
        </button>
        <button
          onClick={() => {
            attempt(compare);
          }}
        >
          {text("Compare with previous")}
        </button>
        <button
          onClick={() => {
            attempt(copyPath);
          }}
        >
          {text("Copy path")}
        </button>
        <button
          aria-expanded={zipping}
          onClick={() => {
            setZipping(!zipping);
          }}
        >
          {text("Download zip")}
        </button>
      </div>
      {zipping && (
        <p className="missing">
          {carries
            ? text("This run contains the workflow that made it, prompts included.")
            : text("This run contains no workflow.")}{" "}
          <a href={zipAddress(host, name, true)} download>
            {carries ? text("Zip with the workflow") : text("Zip")}
          </a>
          {carries && (
            <>
              {" · "}
              <a href={zipAddress(host, name, false)} download>
                {text("Zip without the workflow")}
              </a>
            </>
          )}
        </p>
      )}
    </div>
  );
}
