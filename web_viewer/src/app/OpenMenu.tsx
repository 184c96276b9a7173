import { useAppStore } from "../state/store.ts";
import { useEffect, useRef, useState } from "react";

import { Examples } from "./Examples.tsx";
import { holdsRuns, openAddress, openFiles } from "./sources.ts";

/** Ways to open a run or a table: a folder, a file, an address, the examples. Dropping works on the whole page. */
export function OpenMenu() {
  const app = useAppStore();
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const zip = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      if (
        event instanceof KeyboardEvent
          ? event.key === "Escape"
          : !menu.current?.contains(event.target as Node)
      )
        setOpen(false);
    };
    window.addEventListener("pointerdown", close);
    window.addEventListener("keydown", close);
    return () => {
      window.removeEventListener("pointerdown", close);
      window.removeEventListener("keydown", close);
    };
  }, [open]);
  const picked = (input: HTMLInputElement) => {
    setOpen(false);
    if (input.files) void openFiles(app, [...input.files]);
    input.value = "";
  };
  return (
    <div className="menu" ref={menu}>
      <button
        className="primary"
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => {
          setOpen(!open);
        }}
      >
        Open a run
      </button>
      <input
        ref={folder}
        type="file"
        hidden
        aria-label="Folder of a run, or of a table"
        {...{ webkitdirectory: "" }}
        onChange={(e) => {
          picked(e.target);
        }}
      />
      <input
        ref={zip}
        type="file"
        hidden
        multiple
        accept=".zip,.parquet"
        aria-label="Zip of a run, or a table"
        onChange={(e) => {
          picked(e.target);
        }}
      />
      {open && (
        <div className="menu-body" role="dialog" aria-label="Open a run">
          <button onClick={() => folder.current?.click()}>A folder …</button>
          <button onClick={() => zip.current?.click()}>A zip or table …</button>
          <form
            className="row"
            onSubmit={(event) => {
              event.preventDefault();
              const address = new FormData(event.currentTarget).get("address");
              setOpen(false);
              if (typeof address === "string" && address.trim()) void openAddress(app, address.trim());
            }}
          >
            <input
              name="address"
              type="text"
              placeholder="URL of a run’s folder, or of a table"
              aria-label="URL of a run’s folder, or of a table"
            />
            <button type="submit">Open</button>
          </form>
          {!holdsRuns() && (
            <Examples
              onOpen={() => {
                setOpen(false);
              }}
            />
          )}
          <p className="small soft">
            Or drop a folder, a zip or a table anywhere on this page. Nothing leaves your computer.
          </p>
        </div>
      )}
    </div>
  );
}
