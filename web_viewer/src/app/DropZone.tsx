import { useAppStore } from "../state/store.ts";
import { useEffect, useState } from "react";

import { openDrop } from "./sources.ts";

/** A folder, a zip or a table dropped anywhere on the page is opened. */
export function DropZone() {
  const app = useAppStore();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const files = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const drag = (event: DragEvent) => {
      if (!files(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!event.dataTransfer || !files(event)) return;
      event.preventDefault();
      void openDrop(app, event.dataTransfer);
    };
    window.addEventListener("dragover", drag);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", drag);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [app]);
  return over ? (
    <div className="drop-zone">Drop a run’s folder or zip, or the folder of a table, to open it</div>
  ) : null;
}
