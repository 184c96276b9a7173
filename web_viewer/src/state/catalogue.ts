/** How the rows of a table of runs are shown, and the part of the address after # that keeps it. */

export const SHOWN_AS = ["rows", "scatter"] as const;

export interface Catalogue {
  readonly as: (typeof SHOWN_AS)[number];
  /** Columns that are shown as a person chose them; null until then. */
  readonly columns: readonly string[] | null;
  readonly sort: string | null;
  readonly descending: boolean;
  readonly search: string;
  /** Filters as they are typed, by column. */
  readonly filters: Readonly<Record<string, string>>;
  readonly group: string | null;
  /** Columns of the scatter plot; null: as the page chooses. */
  readonly x: string | null;
  readonly y: string | null;
  readonly colour: string | null;
}

/** All rows in the order of the file. */
export const WHOLE: Catalogue = {
  as: "rows",
  columns: null,
  sort: null,
  descending: false,
  search: "",
  filters: {},
  group: null,
  x: null,
  y: null,
  colour: null,
};

const NAMES = ["sort", "group", "x", "y", "colour"] as const;

/** `view=catalogue&sort=cfg&where=steps:8..20&find=circle` */
export function writeCatalogue(state: Catalogue): string {
  const parts = new URLSearchParams({ view: "catalogue" });
  if (state.as !== WHOLE.as) parts.set("as", state.as);
  for (const name of NAMES) if (state[name] !== null) parts.set(name, state[name]);
  if (state.descending) parts.set("descending", "1");
  if (state.search) parts.set("find", state.search);
  for (const [name, filter] of Object.entries(state.filters)) parts.append("where", `${name}:${filter}`);
  if (state.columns) parts.set("columns", state.columns.join(","));
  return parts.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** What a hash says of a table; null where it is of a run. What names nothing of the table is left out when it is used. */
export function readCatalogue(hash: string): Catalogue | null {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  if (parts.get("view") !== "catalogue") return null;
  const filters = parts.getAll("where").flatMap((where) => {
    const [, name, filter] = /^([^:]+):(.+)$/s.exec(where) ?? [];
    return name !== undefined && filter !== undefined ? [[name, filter] as const] : [];
  });
  return {
    ...WHOLE,
    as: SHOWN_AS.find((way) => way === parts.get("as")) ?? WHOLE.as,
    ...Object.fromEntries(NAMES.map((name) => [name, parts.get(name)])),
    descending: parts.get("descending") === "1",
    search: parts.get("find") ?? "",
    filters: Object.fromEntries(filters),
    columns: parts.get("columns")?.split(",").filter(Boolean) ?? null,
  };
}
