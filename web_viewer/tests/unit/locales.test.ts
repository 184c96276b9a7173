/**
 * Names of the extension's settings, commands and menus, as ComfyUI's page looks them up in locales/. The extension's own
 * definitions are what counts; names of nodes, and other languages, are compared in tests/nodes/test_locales.py.
 */
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

interface Setting {
  readonly id: string;
  readonly name: string;
  readonly tooltip?: string;
  readonly category: readonly string[];
  readonly options?: readonly string[];
}
interface Extension {
  readonly settings: readonly Setting[];
  readonly commands: readonly { readonly id: string; readonly label: string }[];
  readonly menuCommands: readonly {
    readonly path: readonly string[];
    readonly commands: readonly string[];
  }[];
}
type Tree = Readonly<Record<string, unknown>>;

// What the extension keeps with the tab of the browser.
vi.stubGlobal("sessionStorage", { getItem: () => null });

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const locale = (path: string) => JSON.parse(read(`locales/${path}.json`)) as Tree;
const key = (id: string) => id.replaceAll(".", "_");

/** What the extension registers, without a page: its modules are taken up in a page's place. */
async function extension(): Promise<Extension> {
  const app = {
    registerExtension: (given: Extension) => (registered = given),
    extensionManager: null,
  };
  let registered: Extension | undefined;
  const main = read("js/diffulizer.js");
  const names = [...main.matchAll(/^import \{ (\w+) \} from "\.\/(diffulizer\/\w+\.js)";$/gm)];
  const nothing = () => undefined;
  const scope: Record<string, unknown> = { app, api: { addEventListener: nothing, queuePrompt: nothing } };
  for (const [, name = "", path = ""] of names) {
    const module = (await import(/* @vite-ignore */ new URL(`js/${path}`, root).href)) as Record<
      string,
      unknown
    >;
    scope[name] = module[name];
  }
  const body = main.replace(/^import .*$/gm, "");
  // The main file imports what only a page has: it runs in a function that is given that.
  new Function(...Object.keys(scope), body)(...Object.values(scope));
  if (!registered) throw new Error("js/diffulizer.js registered nothing");
  return registered;
}

const { settings, commands, menuCommands } = await extension();

test("English settings are the extension's", () => {
  const expected = Object.fromEntries(
    settings.map(({ id, name, tooltip, options }) => [
      key(id),
      {
        name,
        ...(tooltip === undefined ? {} : { tooltip }),
        ...(options ? { options: Object.fromEntries(options.map((option) => [key(option), option])) } : {}),
      },
    ]),
  );
  expect(Object.keys(expected).length).toBeGreaterThan(3);
  expect(locale("en/settings")).toEqual(expected);
});

test("English commands are the extension's", () => {
  const expected = Object.fromEntries(commands.map(({ id, label }) => [key(id), { label }]));
  expect(Object.keys(expected).length).toBeGreaterThan(1);
  expect(locale("en/commands")).toEqual(expected);
});

test("menus, and groups of settings, have names", () => {
  const main = locale("en/main");
  const same = (names: readonly string[]) => Object.fromEntries(names.map((name) => [key(name), name]));
  const groups = settings.flatMap(({ category }) => category.slice(0, 2));
  expect(main.settingsCategories).toEqual(same(groups));
  const labelOf = (id: string) => commands.find((command) => command.id === id)?.label ?? `no command ${id}`;
  const menu = menuCommands.flatMap(({ path, commands: ids }) => [...path.slice(1), ...ids.map(labelOf)]);
  expect(main.menuLabels).toEqual(same(menu));
});

test("the sidebar's tab has a name", () => {
  const [, tooltip = ""] = /tooltip: "([^"]+)"/.exec(read("js/diffulizer/sidebar.js")) ?? [];
  expect(tooltip).toContain("Diffulizer");
  expect(locale("en/main")[tooltip]).toBe(tooltip);
});
