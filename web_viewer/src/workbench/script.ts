/** The workbench as a script of its own: it takes React from the viewer's script and hands its component over. */
import { Workbench, type WorkbenchProps } from "./Workbench.tsx";

declare global {
  /** Set once the workbench's script has run. */
  var diffulizerWorkbench: React.ComponentType<WorkbenchProps> | undefined;
}

globalThis.diffulizerWorkbench = Workbench;
