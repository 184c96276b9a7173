import type { RunTable } from "../dataset/table/table.ts";
import { useAppStore } from "../state/store.ts";
import { showCatalogue } from "../state/table.ts";

/** Which columns are shown; those that runs share, and empty ones, last. */
export function ColumnMenu({ table, shown }: { table: RunTable; shown: readonly string[] }) {
  const app = useAppStore();
  const all = table.columns.filter(({ name }) => name !== "id");
  const ordered = [...all.filter((c) => c.same === null), ...all.filter((c) => c.same !== null)];
  return (
    <details className="column-menu">
      <summary className="small">Columns ({shown.length})</summary>
      <div className="menu-body">
        {ordered.map(({ name, title, description, empty, same }) => (
          <label key={name} className="small" title={description}>
            <input
              type="checkbox"
              checked={shown.includes(name)}
              onChange={(event) => {
                const others = shown.filter((one) => one !== name);
                showCatalogue(app, { columns: event.target.checked ? [...others, name] : others });
              }}
            />{" "}
            {title}
            <span className="soft">{empty ? " (empty)" : same === null ? "" : " (the same in all)"}</span>
          </label>
        ))}
      </div>
    </details>
  );
}
