import { minifySync, type Plugin } from "vite";

/**
 * Gives the names within React short ones: with its own it would take half of what the script may weigh. Its lines stay,
 * and our own code is as it was written.
 */
export function shortNamesInReact(): Plugin {
  return {
    name: "short-names-in-react",
    apply: "build",
    transform: {
      filter: { id: /\/node_modules\/(react|react-dom|scheduler)\/.*\.js$/ },
      handler: (code, id) =>
        minifySync(id, code, {
          compress: false,
          mangle: { toplevel: true },
          codegen: { removeWhitespace: false },
        }),
    },
  };
}
