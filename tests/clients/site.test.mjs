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
import { DuckDBInstance } from "@duckdb/node-api";
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

// What hangs on widths, and what on colours; the other rules are asked once of a page. No width sets a colour (a unit
// test holds the style sheet to that), but what it hides another shows: colours are asked where layouts differ most.
const rulesOfWidths = ["target-size", "scrollable-region-focusable"];
const rulesOfColours = ["color-contrast"];
const widthsOfColours = [360, 1366];

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
        const all = colorScheme === "light" && width === 1366;
        const only = [
          ...(colorScheme === "light" && !all ? rulesOfWidths : []),
          ...(widthsOfColours.includes(width) && !all ? rulesOfColours : []),
        ];
        if (only.length) await ask(page, only, `${told} ${colorScheme} ${width}`);
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
  assert.match(await page.locator(".search [role=status]").textContent(), /No region/);
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
    // The calculator holds nothing but what the reader tries.
    const cells = await page.locator("main tbody td").evaluateAll((all) => all.filter((one) =>
      getComputedStyle(one.parentNode.parentNode).display !== "none" && !one.closest("form")).map((one) => {
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

// What the instrument makes of figures, anew and in whole numbers: weights in ten-thousandths of a percent, figures and
// edges in hundredths.
async function instrumentOf(code) {
  const instance = await DuckDBInstance.create(join(site, "../spbe.duckdb"), { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const read = async (query) => (await connection.runAndReadAll(query)).getRows();
  const [[year, instrument, kind, known]] = await read(
    `SELECT evaluation_year, instrument, kind, levels_known FROM mart.region_ranking WHERE region_code = '${code}'
     AND rank_in_kind IS NOT NULL ORDER BY evaluation_year DESC LIMIT 1`);
  const nodes = await read(
    `SELECT node_code, CAST(10000 * weight_percent AS INTEGER) FROM core.instrument_nodes
     WHERE instrument = '${instrument}' AND ${known ? "is_leaf" : "node_code = part_code"} ORDER BY part_code, number`);
  const edges = await read(
    `SELECT predikat, CAST(100 * coalesce(lower_inclusive, 0) AS INTEGER) FROM core.predikat_bands
     WHERE instrument = '${instrument}' ORDER BY 2`);
  const others = await read(
    `SELECT CAST(100 * spbe_index AS INTEGER) FROM mart.region_ranking WHERE evaluation_year = ${year}
     AND kind = '${kind}' AND rank_in_kind IS NOT NULL AND region_code <> '${code}'`);
  const [steps] = await read(
    `SELECT max(index_after_step), max(next_predikat) FROM mart.next_predikat_steps
     WHERE evaluation_year = ${year} AND region_code = '${code}'`);
  connection.closeSync();
  return { known, codes: nodes.map(([node]) => node), steps, of: (values) => {
    const exact = nodes.reduce((sum, [, weight], at) => sum + BigInt(weight) * BigInt(values[at]), 0n);
    const index = (2n * exact + 1000000n) / 2000000n;
    const passed = edges.filter(([, edge]) => exact >= BigInt(edge) * 1000000n).length;
    const next = edges[passed];
    return {
      index: `${index / 100n},${String(index % 100n).padStart(2, "0")}`,
      grade: edges[passed - 1][0],
      next: next ? next[0] : null,
      missing: next ? Number(BigInt(next[1]) - index) : null,
      rank: 1 + others.filter(([one]) => BigInt(one) > index).length,
      tied: 1 + others.filter(([one]) => BigInt(one) === index).length,
      ranked: others.length + 1,
    };
  } };
}

// Whole numbers by chance that is always the same.
function chance(seed) {
  let state = seed;
  return (low, high) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return low + Math.floor(state / 2147483648 * (high - low + 1));
  };
}

test("the calculator gives the index, grade and rank that the instrument and the ranking give", async () => {
  const seen = new Set();
  for (const code of ["73.71", "16.07", "32", "18.71"]) {
    const { known, codes: nodes, of, steps } = await instrumentOf(code);
    const { page, wrong, context } = await open(address(regionPage(code)));
    const draw = chance(Number(code.replace(".", "")));
    const sets = Array.from({ length: 60 }, (_, at) => nodes.map(() => {
      // Levels and scores that differ little have an index near the edges of grades.
      const [low, high] = [[1, 5], [3, 4], [4, 5], [2, 3]][at % 4];
      return known ? 100 * draw(low, high) : draw(100 * low, 100 * high);
    }));
    sets.push(nodes.map(() => 100), nodes.map(() => 500));
    if (!known) sets.push(nodes.map(() => 350));
    const found = await page.evaluate(([sets, known]) => sets.map((values) => {
      document.querySelectorAll(".moves :is(.level, .score)").forEach((input, at) => {
        input.value = known ? values[at] / 100 : (values[at] / 100).toFixed(2).replace(".", at % 2 ? "." : ",");
        input.dispatchEvent(new Event("input"));
      });
      return [...document.querySelectorAll(".calculator td.then")].map((cell) => cell.textContent.trim());
    }), [sets, known]);
    for (const [at, values] of sets.entries()) {
      const wanted = of(values);
      const left = wanted.missing === null ? "predikat tertinggi"
        : wanted.missing <= 0 ? `kurang dari 0,005 lagi ke ${wanted.next}`
          : `kurang ${(wanted.missing / 100).toFixed(2).replace(".", ",")} ke ${wanted.next}`;
      const tied = wanted.tied > 1 ? ` (${wanted.tied} sama)` : "";
      assert.deepEqual(found[at], [wanted.index, wanted.grade, left, `${wanted.rank} dari ${wanted.ranked}${tied}`], code);
      seen.add(wanted.grade);
      if (tied) seen.add("tie");
    }
    if (known) {
      await page.getByRole("button", { name: "Isi langkah terkecil" }).click();
      const [index, grade] = await page.locator(".calculator td.then").allInnerTexts();
      assert.equal(index, Number(steps[0].toString()).toFixed(2).replace(".", ","));
      assert.equal(grade.trim(), steps[1]);
    }
    assert.deepEqual(wrong, []);
    await context.close();
  }
  assert.ok(["Kurang", "Cukup", "Baik", "Sangat Baik", "Memuaskan", "tie"].every((one) => seen.has(one)), [...seen].join());
});

test("the calculator begins and ends with the printed figures, moves by the keyboard, and refuses what is no score", async () => {
  const { page, wrong, context } = await open(address(regionPage("73.71")));
  const column = (at) => page.locator(`.calculator tbody td:nth-child(${at})`).allInnerTexts();
  const printed = await column(2);
  assert.deepEqual(await column(3), printed);
  const slide = page.getByRole("slider").first();
  const field = page.getByRole("textbox", { name: /Kebijakan Internal/ });
  const before = await field.inputValue();
  await slide.press("ArrowRight");
  assert.equal(await field.inputValue(), (Number(before.replace(",", ".")) + 0.01).toFixed(2).replace(".", ","));
  await slide.press("Home");
  assert.equal(await slide.getAttribute("aria-valuetext"), "1,00");
  assert.notDeepEqual(await column(3), printed);
  const moved = await column(3);
  for (const text of ["5,01", "0,99", "4,005", "empat", ""]) {
    await field.fill(text);
    assert.equal(await field.getAttribute("aria-invalid"), "true", text);
    assert.match(await page.locator(".calculator [role=status]").textContent(), /angka dari 1 sampai 5/);
    assert.deepEqual(await column(3), moved, "what is no score changes nothing");
  }
  await page.getByRole("button", { name: "Kembalikan" }).click();
  assert.equal(await field.inputValue(), before);
  assert.deepEqual(await column(3), printed);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("without a script the calculator says so and shows what is; with nothing to begin from it says why", async () => {
  const { page, context } = await open(address(regionPage("73.71")), { javaScriptEnabled: false });
  const block = page.locator("section[aria-labelledby=kalkulator]");
  assert.ok(await block.getByText("memerlukan JavaScript").isVisible());
  assert.equal(await block.getByText("Bila diubah", { exact: true }).isVisible(), false);
  const index = await page.locator(".tiles strong").first().innerText();
  assert.ok(await block.getByRole("cell", { name: index, exact: true }).isVisible());
  await page.goto(address(regionPage("96.05")));
  assert.ok(await block.getByText("tidak punya titik awal").isVisible());
  await context.close();
});

test("the group of peers is chosen by the keyboard, and ranks and domains follow, without a script too", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, wrong, context } = await open(address(regionPage("73.71")), { javaScriptEnabled });
    const shown = async () => {
      const names = await page.locator("section[aria-labelledby=terdekat] tbody:visible .head th").allInnerTexts();
      const drawn = await page.locator("svg.parts g").evaluateAll((groups) => groups
        .filter((group) => getComputedStyle(group).display !== "none").map((group) => group.getAttribute("class")));
      return [names.map((name) => name.split("\n")[0]), drawn];
    };
    assert.deepEqual(await shown(), [["Semua kota"], ["of of-kind"]]);
    await page.getByRole("radio").first().focus();
    await page.keyboard.press("ArrowDown");
    assert.deepEqual(await shown(), [["Kabupaten dan kota di Sulawesi Selatan"], ["of of-province"]]);
    const offered = await page.getByRole("radio").count();
    for (let at = 2; at < offered; at++) {
      await page.keyboard.press("ArrowDown");
      const [names, drawn] = await shown();
      assert.deepEqual([names.length, drawn.length], [1, 1]);
    }
    assert.deepEqual(wrong, []);
    await context.close();
  }
});
