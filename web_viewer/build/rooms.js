/** The folders of src/, from the ground up: a file imports from its own folder and from those further up in this list. */
export const ROOMS = [
  "format",
  "text",
  "run",
  "bytes",
  "maths",
  "worker",
  "dataset",
  "drawing",
  "charts",
  "state",
  "reading",
  "panels",
  "rail",
  "workbench",
  "grid",
  "catalogue",
  "story",
  "host",
  "app",
];
/** Reading a run knows nothing of React: another program may use it, and tests run it in Node. */
const WITHOUT_REACT = ROOMS.slice(0, ROOMS.indexOf("dataset") + 1);

/** What the files of a folder may not import. */
export function walls(room, index) {
  const later = ROOMS.slice(index + 1);
  const react = WITHOUT_REACT.includes(room)
    ? [{ group: ["react*", "zustand*"], message: "Reading a run works without React." }]
    : [];
  const above = later.length
    ? [
        {
          regex: `^(\\.\\./)+(${later.join("|")})/`,
          message: `${room}/ lies below it; see ROOMS in build/rooms.js.`,
        },
      ]
    : [];
  return {
    files: [`src/${room}/**`],
    rules: { "no-restricted-imports": ["error", { patterns: [...react, ...above] }] },
  };
}
