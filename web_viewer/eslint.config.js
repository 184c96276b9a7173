import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "public"] },
  ...tseslint.configs.strict,
  hooks.configs.flat["recommended-latest"],
  {
    // Reading a run knows nothing of React: another program may use it, and tests run it in Node.
    files: ["src/run/**", "src/bytes/**", "src/dataset/**", "src/maths/**", "src/worker/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: ["react*", "zustand*", "**/components/*", "**/state/*"] },
      ],
    },
  },
  // The text of a run is never HTML.
  { rules: { "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }] } },
);
