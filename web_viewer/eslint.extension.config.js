import tseslint from "typescript-eslint";

const page = ["document", "window", "location", "sessionStorage", "requestAnimationFrame", "cancelAnimationFrame", "console"];
const more = ["fetch", "URL", "Blob", "setTimeout", "clearTimeout", "matchMedia", "MutationObserver", "navigator", "CSS", "LiteGraph"];

/** The extension in js/, which ComfyUI's page loads as it is: no build, no types. Run from the repository's root. */
export default tseslint.config(...tseslint.configs.strict, {
  languageOptions: { globals: Object.fromEntries([...page, ...more].map((name) => [name, "readonly"])) },
  rules: {
    "no-undef": "error",
    "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }],
  },
});
