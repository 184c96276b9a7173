import { useEffect } from "react";

import { Rail } from "../rail/Rail.tsx";
import { Catalogue } from "../catalogue/Catalogue.tsx";
import { useAddress } from "../state/address.ts";
import { listenToKeys } from "./keyboard.ts";
import { usePlayback } from "../state/playing.ts";
import { usePrefetch } from "../reading/prefetch.ts";
import { useApp, useAppStore } from "../state/store.ts";
import { useTheme } from "../state/theme.ts";
import { Grid } from "../grid/Grid.tsx";
import { Story } from "../story/Story.tsx";
import { LazyWorkbench } from "./LazyWorkbench.tsx";
import { DropZone } from "./DropZone.tsx";
import { Examples } from "./Examples.tsx";
import { Edited } from "./Edited.tsx";
import { Header } from "./Header.tsx";
import { Help } from "./Help.tsx";
import { Notices } from "./Notices.tsx";
import { holdsRuns, openExample } from "./sources.ts";

export function App() {
  useTheme();
  usePlayback();
  usePrefetch();
  useAddress();
  const app = useAppStore();
  useEffect(() => listenToKeys(app), [app]);
  const run = useApp((s) => s.primary);
  const view = useApp((s) => s.view);
  const opening = useApp((s) => s.opening);
  const table = useApp((s) => s.table);
  return (
    <div className={`app view-${view}`}>
      <Header />
      <Notices />
      <Edited />
      {table && (view === "catalogue" || !run) ? (
        <main>
          <Catalogue table={table} />
        </main>
      ) : run ? (
        <div className="body">
          {view !== "story" && <Rail />}
          <main>
            {view === "story" && (
              <Story
                key={run.key}
                run={run}
                openPair={holdsRuns() ? null : () => void openExample(app)}
                examples={holdsRuns() ? null : <Examples />}
              />
            )}
            {view === "workbench" && <LazyWorkbench run={run} />}
            {view === "grid" && <Grid run={run} />}
          </main>
        </div>
      ) : (
        <main className="empty">
          {opening ? (
            <p>Opening {opening} …</p>
          ) : (
            <p>Open a run or a table, or drop its folder or file here.</p>
          )}
        </main>
      )}
      <Help />
      <DropZone />
    </div>
  );
}
