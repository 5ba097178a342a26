// The site of a release in Chromium: what it does for a reader, that nothing is wanted from elsewhere, and what axe-core
// finds. Run by `make test-site`, on the release in $SPBE_DATA/current, from the disk and from `spbe serve`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = join(fileURLToPath(new URL(".", import.meta.url)), "../..");
const site = resolve(root, process.env.SPBE_DATA ?? "data", "current/situs");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf-8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = [360, 768, 1366, 1920];
// A result, none, reports to one agency, a tie, a new province, a province with targets, Jakarta and a city in it.
const codes = ["73.71", "96.05", "18.71", "16.07", "93", "32", "31", "31.71"];

let browser;
// Where `spbe serve` shows the release, while it does; else pages are read from the disk.
let served;

before(async () => {
  assert.ok(existsSync("/usr/bin/chromium"), "Chromium is not installed: apt-get install chromium");
  assert.ok(existsSync(site), `${site} does not exist: run \`make refresh\` first`);
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});

after(() => browser?.close());

const files = () => readdirSync(join(site, "daerah"));
const address = (page, language = "id") => {
  const [file, choice] = page.split("#");
  const folder = served ? `${served}situs/` : `${pathToFileURL(site).href}/`;
  return folder + (language === "en" ? "en/" : "") + file + (choice ? `#${choice}` : "");
};
const regionPage = (code) => `daerah/${files().find((file) => file.startsWith(`${code}-`))}`;
const provincePage = (code) => `provinsi/${readdirSync(join(site, "provinsi")).find((file) => file.startsWith(code))}`;
const pages = () => [
  "index.html", "daerah/index.html", "peringkat/provinsi.html", "peringkat/kota.html", "dunia.html", "data.html",
  "kamus.html", "kamus-tabel.html", "bandingkan.html#73.71,96.05,31.71",
  ...["32", "31", "96"].map(provincePage), ...codes.map(regionPage),
];

// Every request and every message of the console, besides the page itself.
async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  const own = [pathToFileURL(site).href, "data:", "blob:", "about:blank", ...(served ? [served] : [])];
  page.on("console", (message) => wrong.push(message.text()));
  page.on("pageerror", (problem) => wrong.push(problem.message));
  page.on("requestfailed", (request) => wrong.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on("request", (request) => {
    if (!own.some((start) => request.url().startsWith(start))) wrong.push(request.url());
  });
  await page.goto(url);
  return { page, wrong, context };
}

// Each page of a list in each language, two at a time, as there are processors; each in a window that is used again.
async function look(names, languages, options, see) {
  const waiting = languages.flatMap((language) => names.map((name) => [language, name]));
  await Promise.all([1, 2].map(async () => {
    const { page, wrong, context } = await open("about:blank", options);
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [language, name] = next;
      // A mark alone is no new page.
      await page.goto("about:blank");
      await page.goto(address(name, language));
      await see(page, `${language} ${name}`, wrong);
      wrong.length = 0;
    }
    await context.close();
  }));
}

test("a page is no wider than the window, wants nothing from elsewhere, and has no error", async () => {
  await look(pages(), ["id", "en"], {}, async (page, told, wrong) => {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${told} at ${width}: ${over} px too wide`);
    }
    assert.deepEqual(wrong, [], told);
  });
});

// What hangs on widths, and what on widths and colours; the other rules are asked once of a page.
const rulesOfWidths = ["target-size", "scrollable-region-focusable"];
const rulesOfColours = ["color-contrast"];

async function ask(page, only, told) {
  const found = await page.evaluate((runOnly) => axe.run(document, { runOnly, resultTypes: ["violations"] }), only);
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(", ")}`), [], told);
}

test("axe finds nothing, in both languages, light and dark, narrow and wide", async () => {
  // The policy of the page would refuse axe itself.
  await look(pages(), ["id", "en"], { bypassCSP: true }, async (page, told) => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1366, height: 900 });
    await page.evaluate(axe);
    await ask(page, rules, told);
    // Rows of a table or a list look alike: from here on the first ones stand for all. Of what is drawn axe judges
    // nothing; its colours are computed by a test of the style sheet.
    await page.evaluate(() => {
      document.querySelectorAll("tbody, ul, dl").forEach((list) => [...list.children].slice(12).forEach((one) => one.remove()));
      document.querySelectorAll("svg").forEach((drawing) => drawing.replaceChildren());
    });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        if (colorScheme === "light" && width === 1366) continue;
        const only = colorScheme === "light" ? [...rulesOfColours, ...rulesOfWidths] : rulesOfColours;
        await ask(page, only, `${told} ${colorScheme} ${width}`);
      }
    }
  });
});

test("from spbe serve it is the same: no error, nothing from elsewhere, axe finds nothing, the search leads on", async () => {
  const server = spawn(join(root, ".venv/bin/spbe"), ["serve", "--port", "0"], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  try {
    served = (await once(server.stdout, "data"))[0].toString().split(" ")[0];
    const some = ["index.html", "peringkat/kota.html", "bandingkan.html#73.71,33.71", "data.html", provincePage("32"), regionPage("73.71")];
    await look(some, ["id", "en"], { bypassCSP: true }, async (page, told, wrong) => {
      assert.ok(page.url().startsWith(served), told);
      await page.evaluate(axe);
      await ask(page, rules, told);
      assert.deepEqual(wrong, [], told);
    });
    const { page, wrong, context } = await open(served);
    await page.getByRole("combobox").fill("kab. sumedang");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${served}situs/daerah/32.11-*`);
    assert.equal(await page.locator("svg.chart.standing").isVisible(), true);
    assert.deepEqual(wrong, []);
    await context.close();
  } finally {
    served = undefined;
    server.kill("SIGINT");
  }
});

test("the search knows names as people write them, and arrows and Enter open the page", async () => {
  const asked = [
    ["pemkot tangerang", "36.71-"], ["kab. sumedang", "32.11-"], ["Kota Magelang", "33.71-"], ["kotabaru", "63.02-"],
    ["73.71", "73.71-"], ["kep riau", "21-"], ["pemprov jawa barat", "32-"], ["banyuasin", "16.07-"],
  ];
  for (const [text, expected] of asked) {
    const { page, wrong, context } = await open(address("index.html"));
    await page.getByRole("combobox").fill(text);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/daerah/${expected}*`);
    assert.deepEqual(wrong, [], text);
    await context.close();
  }
});

test("two Magelangs are offered by their kinds, and a name that nobody bears is told", async () => {
  const { page, context } = await open(address(regionPage("73.71"), "en"));
  const field = page.getByRole("combobox");
  await field.fill("magelang");
  const offered = await page.getByRole("option").allTextContents();
  assert.deepEqual(offered.map((text) => text.replace("Jawa Tengah", "")), ["Kabupaten Magelang", "Kota Magelang"]);
  await page.keyboard.press("Enter");
  assert.equal(await page.getByRole("option", { selected: true }).count(), 1, "Enter chooses before it opens");
  await field.fill("atlantis");
  assert.match(await page.getByRole("status").textContent(), /No region/);
  await field.fill("magelang");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/en/daerah/33.71-*");
  await context.close();
});

test("the keyboard alone: the first stop skips to the content, every stop is seen, the language switch keeps the page", async () => {
  const { page, context } = await open(address(regionPage("33.71")));
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#isi");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "isi");
  await page.reload();
  const stops = new Set();
  for (let at = 0; at < 200; at++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const now = document.activeElement;
      if (now === document.body) return null;
      const outline = getComputedStyle(now);
      const box = now.getBoundingClientRect();
      return {
        key: `${now.tagName} ${now.textContent.slice(0, 40)}`,
        seen: outline.outlineStyle !== "none" && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
      };
    });
    if (stop === null) break;
    assert.ok(stop.seen, `${stop.key} has the focus unseen`);
    stops.add(stop.key);
  }
  assert.ok(stops.size > 20);
  await page.getByRole("link", { name: "English" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/en/daerah/33.71-*");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await context.close();
});

test("without a script every figure is there, and the list of all regions stands for the search", async () => {
  const { page, context } = await open(address(regionPage("73.71")), { javaScriptEnabled: false });
  assert.equal(await page.locator(".search").isVisible(), false);
  assert.equal(await page.locator("svg.chart.standing").isVisible(), true);
  assert.ok((await page.locator("main").innerText()).includes("Kota Makassar"));
  await page.getByRole("link", { name: "Semua daerah" }).first().click();
  assert.ok((await page.locator("main li a").count()) > 500);
  await context.close();
});

test("larger letters and forced colours lose nothing", async () => {
  const { page, context } = await open(address(regionPage("73.71")), {
    viewport: { width: 683, height: 450 }, forcedColors: "active", reducedMotion: "reduce",
  });
  // 200% on a screen of 1366 pixels is a window of half as many.
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  const hidden = await page.evaluate(() => [...document.querySelectorAll("svg.chart .mine")].filter((mark) => {
    const style = getComputedStyle(mark);
    return style.fill === "none" || style.fill === getComputedStyle(document.body).backgroundColor;
  }).filter((mark) => !mark.classList.contains("hollow")).length);
  assert.equal(hidden, 0);
  await context.close();
});

test("a ranking is sorted by its heads, filtered, and saved as it is shown", async () => {
  for (const [language, separator, decimal] of [["id", ";", ","], ["en", ",", "."]]) {
    const { page, wrong, context } = await open(address("peringkat/kota.html", language));
    const shown = (at) => page.locator(`tbody tr:not([hidden]) > :nth-child(${at})`).allInnerTexts();
    const number = (text) => Number(text.split(decimal === "," ? "." : ",").join("").replace(",", "."));
    const all = (await shown(1)).length;
    for (const at of [3, 6]) {
      const head = page.locator(`thead th:nth-child(${at})`);
      for (const [order, sign] of [["ascending", 1], ["descending", -1]]) {
        await head.getByRole("button").click();
        assert.equal(await head.getAttribute("aria-sort"), order);
        assert.equal(await page.locator("thead [aria-sort]").count(), 1);
        const values = (await shown(at)).map(number);
        assert.deepEqual(values, [...values].sort((a, b) => sign * (a - b)));
      }
    }
    await page.locator("thead th").first().getByRole("button").press("Enter");
    await page.locator("select[name=g]").selectOption("Memuaskan");
    const left = await shown(4);
    assert.ok(left.length > 0 && left.length < all && left.every((text) => text.includes("Memuaskan")));
    assert.match(await page.locator(".filters [role=status]").textContent(), new RegExp(`^${left.length} .* ${all} `));
    const [saved] = await Promise.all([page.waitForEvent("download"), page.locator("a[download]").click()]);
    const lines = readFileSync(await saved.path(), "utf-8").replace("\ufeff", "").trim().split("\r\n");
    assert.equal(lines.length, left.length + 1);
    const indices = lines.slice(1).map((line) => line.split(separator)[2]);
    assert.deepEqual(indices, await shown(3));
    assert.deepEqual(wrong, []);
    await context.close();
  }
});

test("a page of a region or a province is saved with every cell of its tables", async () => {
  const asked = [[regionPage("73.71"), "id", "4,02"], [regionPage("96.05"), "en", "1.17"], [provincePage("32"), "en", "4.59"]];
  for (const [name, language, figure] of asked) {
    const { page, wrong, context } = await open(address(name, language));
    const [saved] = await Promise.all([page.waitForEvent("download"), page.locator("[data-save]").click()]);
    assert.equal(saved.suggestedFilename(), `spbe-${name.split("/")[1].replace(".html", ".csv")}`);
    const separator = language === "id" ? ";" : ",";
    const cell = new RegExp(`(?:^|${separator})(?:"((?:[^"]|"")*)"|([^${separator}]*))`, "g");
    const lines = readFileSync(await saved.path(), "utf-8").replace("\ufeff", "").trim().split("\r\n").map((line) =>
      [...line.matchAll(cell)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare));
    assert.ok(lines.every((line) => line.length === 7));
    assert.ok(lines.some((line) => line[5] === figure));
    const cells = await page.locator("main tbody td").evaluateAll((all) => all.filter((one) =>
      getComputedStyle(one.parentNode.parentNode).display !== "none").map((one) => {
      const own = one.cloneNode(true);
      own.querySelectorAll("small, svg").forEach((part) => part.remove());
      const caption = one.closest("table").caption.textContent.replace(/\s+/g, " ");
      return [caption, own.textContent.replace(/\s+/g, " ").trim()];
    }));
    // Thousands are not parted in a file.
    const plain = (text) => (/^[+-]?[\d.,]+$/.test(text) ? text.replaceAll(language === "id" ? "." : ",", "") : text);
    // The group that the reader has chosen stands behind the caption.
    const held = new Set(lines.map((line) => `${line[2].split(" – ")[0]}|${line[5]}`));
    assert.deepEqual(cells.filter(([caption, text]) => text && !held.has(`${caption}|${plain(text)}`)), [], name);
    assert.deepEqual(wrong, []);
    await context.close();
  }
});

test("regions side by side: added by name, removed, kept in the address and by the switch of language", async () => {
  const { page, wrong, context } = await open(address("bandingkan.html"));
  for (const name of ["Kota Magelang", "kabupaten magelang", "Provinsi Jawa Tengah", "96.05", "Kota Makassar", "Kota Bogor"]) {
    await page.getByLabel(/Nama daerah/).fill(name);
    await page.keyboard.press("Enter");
  }
  assert.match(await page.locator(".compare [role=status]").textContent(), /Paling banyak 5/);
  assert.ok(page.url().endsWith("#33.71,33.08,33,96.05,73.71"));
  const names = await page.locator("#berdampingan thead a").allTextContents();
  assert.deepEqual(names, ["Kota Magelang", "Kabupaten Magelang", "Jawa Tengah", "Kabupaten Maybrat", "Kota Makassar"]);
  const own = new Map();
  for (const code of ["33.71", "73.71"]) {
    const file = readFileSync(join(site, regionPage(code)), "utf-8");
    own.set(code, file.match(/<strong>([\d,]+)<\/strong>/)[1]);
  }
  const indices = await page.locator("#berdampingan tbody tr:first-child td").allTextContents();
  assert.deepEqual([indices[0], indices[3], indices[4]], [own.get("33.71"), "tidak dievaluasi", own.get("73.71")]);
  await page.getByRole("button", { name: "Keluarkan: Jawa Tengah" }).click();
  assert.ok(page.url().endsWith("#33.71,33.08,96.05,73.71"));
  await page.locator("a[hreflang=en]").click();
  await page.waitForURL("**/en/bandingkan.html#33.71,33.08,96.05,73.71");
  assert.equal(await page.locator("#berdampingan thead a").count(), 4);
  assert.deepEqual(wrong, []);
  await context.close();
});
