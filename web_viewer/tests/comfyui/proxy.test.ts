import { expect, inject } from "vitest";
import { addressed, openGraph, run } from "./support/comfy.ts";
import { NODES, smallGraph } from "./support/graphs.ts";
import { comfyTest } from "./support/page.ts";
import * as panels from "./support/panels.ts";
import { PATH, proxyTo } from "./support/proxy.ts";
import { eventually } from "./support/waiting.ts";

comfyTest("panels, sidebar and viewer work below a path of a reverse proxy", async (page) => {
  const proxy = await proxyTo(inject("server"));
  try {
    await addressed(page, proxy.address);
    const strays: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (/diffulizer/.test(pathname) && !pathname.startsWith(`${PATH}/`)) strays.push(pathname);
    });
    await openGraph(page, smallGraph({ runName: "proxied" }), "proxied");
    await run(page);
    await panels.expectSteps(await panels.panelOn(page, NODES.sampler), 8);
    const exporter = await panels.panelOn(page, NODES.exporter);
    await panels.expectStored(exporter, "proxied_00001");
    await page.getByRole("button", { name: "Diffulizer: recorded runs" }).click();
    await eventually(() => page.locator(".sidebar .run-name").allTextContents()).toContain("proxied_00001");
    const open = exporter.getByRole("button", { name: "Open in viewer" });
    const [viewer] = await Promise.all([page.context().waitForEvent("page"), open.click()]);
    await viewer.getByText("proxied_00001").first().waitFor();
    expect(new URL(viewer.url()).pathname).toMatch(new RegExp(`^${PATH}/`));
    await viewer.close();
    expect(strays).toEqual([]);
  } finally {
    await addressed(page, inject("server"));
    await proxy.close();
  }
});
