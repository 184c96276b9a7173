import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { ROOMS, walls } from "./build/rooms.js";

export default tseslint.config(
  { ignores: ["dist", "public"] },
  ...tseslint.configs.strict,
  hooks.configs.flat["recommended-latest"],
  ...ROOMS.map(walls),
  // The text of a run is never HTML.
  { rules: { "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }] } },
);
