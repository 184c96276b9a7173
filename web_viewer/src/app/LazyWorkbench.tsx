import * as react from "react";
import { type ComponentType, useEffect, useState } from "react";
import * as reactDom from "react-dom";
import * as jsx from "react/jsx-runtime";

import { ReadError } from "../run/errors.ts";
import { loadScript } from "../dataset/sources/embedded.ts";
import { PANELS } from "../panels/index.ts";
import type { Run } from "../run/types.ts";
import { useApp } from "../state/store.ts";
import type { WorkbenchProps } from "../workbench/Workbench.tsx";

declare global {
  /** What the workbench's script shares with the viewer's: there is one React on a page. */
  var diffulizerShared:
    { readonly react: object; readonly reactDom: object; readonly jsx: object } | undefined;
}

globalThis.diffulizerShared = { react, reactDom, jsx };

/** Where this script was loaded from; "" where it stands in the page itself, as in a report. */
const OWN = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

type Loaded = { readonly Workbench: ComponentType<WorkbenchProps> } | { readonly error: string };

/** The workbench, whose script is loaded when it is first opened. */
export function LazyWorkbench({ run }: { run: Run }) {
  const step = useApp((s) => s.step);
  const both = useApp((s) => s.compared !== null);
  // A link that names a word opens the panel that shows the picture without it.
  const first = useApp((s) => (s.without === null ? null : "what-if"));
  const [loaded, setLoaded] = useState<Loaded | null>(ready);
  useEffect(() => {
    if (loaded) return;
    let wanted = true;
    void load().then((result) => {
      if (wanted) setLoaded(result);
    });
    return () => {
      wanted = false;
    };
  }, [loaded]);
  if (!loaded) return <p className="missing small">Opening the workbench …</p>;
  if ("error" in loaded)
    return <p className="missing small">The workbench can’t be opened. {loaded.error}</p>;
  return <loaded.Workbench run={run} step={step} both={both} first={first} panels={PANELS} />;
}

function ready(): Loaded | null {
  const Workbench = globalThis.diffulizerWorkbench;
  return Workbench ? { Workbench } : null;
}

/** A classic script, since browsers load no modules on file://; a report holds it below the viewer's own. */
async function load(): Promise<Loaded> {
  const name = "workbench.js";
  try {
    if (import.meta.env.DEV) await import("../workbench/script.ts");
    else if (OWN) await loadScript(name, new URL(name, OWN).href);
    else await parsed();
    return ready() ?? { error: `${name} did not run. Build the viewer again.` };
  } catch (error) {
    return { error: ReadError.from(error, "unreachable", name).message };
  }
}

function parsed(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("DOMContentLoaded", () => resolve());
  });
}
