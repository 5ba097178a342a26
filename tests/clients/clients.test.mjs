// The Node client, and DuckDB-WASM in Chromium, answer from a published file as Python does.
// Run by `make test-clients`, on the release in $SPBE_DATA/current.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  createReadStream, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const file = resolve(root, process.env.SPBE_DATA ?? "data", "current/spbe.duckdb");

let asked;

before(() => {
  assert.ok(existsSync(file), `${file} does not exist: run \`make refresh\` first`);
  const python = join(root, ".venv/bin/python");
  asked = JSON.parse(execFileSync(python, ["-m", "tests.clients.answers", realpathSync(file)], {
    cwd: root, encoding: "utf-8", maxBuffer: 2 ** 28,
  }));
});

function assertAnswers(found, expected) {
  assert.ok(expected.length > 20);
  for (const [at, { query, rows }] of expected.entries()) assert.deepEqual(found.answers[at], rows, query);
  assert.deepEqual(found.errors, asked.refused.map(({ error }) => error));
}

test("the Node client answers every view and macro as Python does, and keeps decimals exact", async () => {
  const instance = await DuckDBInstance.create(realpathSync(file), { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const read = async (query) => (await connection.runAndReadAll(query)).getRows();
  const expected = [...asked.id, ...asked.en];
  const answers = [];
  for (const { query } of expected) answers.push(await read(query));
  const errors = [];
  for (const { query } of asked.refused) errors.push(await read(query).then(() => null, (problem) => problem.message));
  assertAnswers({ answers, errors }, expected);
  const [[index]] = await read("SELECT indeks FROM peringkat(2024, jenis := 'kota') WHERE peringkat = 1");
  assert.deepEqual([index.value, index.scale, index.toString()], [459n, 2, "4.59"]);
});

test("the Node example of docs/connect.md prints what the document says", (context) => {
  const document = readFileSync(join(root, "docs/connect.md"), "utf-8");
  const [, code, printed] = document.match(/^```js\n(.*?)^```\n```text\n(.*?)^```\n/ms);
  const folder = mkdtempSync(join(tmpdir(), "spbe-connect-"));
  context.after(() => rmSync(folder, { recursive: true }));
  symlinkSync(dirname(dirname(file)), join(folder, "data"));
  symlinkSync(join(here, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "example.mjs"), code);
  assert.equal(execFileSync(process.execPath, ["example.mjs"], { cwd: folder, encoding: "utf-8" }), printed);
});

// --- the browser ---------------------------------------------------------------------------------------------

const kinds = { ".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const modules = {
  imports: {
    "@duckdb/duckdb-wasm": "/node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser.mjs",
    "apache-arrow": "/node_modules/apache-arrow/Arrow.dom.mjs",
    flatbuffers: "/node_modules/flatbuffers/mjs/flatbuffers.js",
    tslib: "/node_modules/tslib/tslib.es6.mjs",
  },
};
const page = `<!doctype html><title>SPBE</title><script type="importmap">${JSON.stringify(modules)}</script>`;

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const path = pathname.endsWith(".duckdb") ? join(dirname(file), pathname) : join(here, pathname);
  if (pathname === "/") return response.setHeader("content-type", "text/html").end(page);
  if (!existsSync(path)) return response.writeHead(404).end();
  response.setHeader("content-type", kinds[extname(path)] ?? "application/octet-stream");
  return createReadStream(path).pipe(response);
});
let browser;

before(async () => {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  server.close();
});

/** Runs in the page: what DuckDB-WASM answers to these queries, from a file beside the page. */
async function askInPage({ name, queries, refused, config }) {
  const duckdb = await import("@duckdb/duckdb-wasm");
  const dist = "/node_modules/@duckdb/duckdb-wasm/dist";
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(`${dist}/duckdb-browser-eh.worker.js`));
  await db.instantiate(`${dist}/duckdb-eh.wasm`);
  await db.open(config);
  await db.registerFileBuffer(name, new Uint8Array(await (await fetch(`/${name}`)).arrayBuffer()));
  const connection = await db.connect();
  await connection.query("SET autoinstall_known_extensions = false");
  await connection.query("SET autoload_known_extensions = false");
  await connection.query(`ATTACH '${name}' AS spbe (READ_ONLY)`);
  await connection.query("USE spbe");
  const read = async (query) => (await connection.query(query)).toArray().map((row) => Object.values(row.toJSON()));
  const answers = [];
  for (const query of queries) answers.push(await read(query));
  const errors = [];
  for (const query of refused) errors.push(await read(query).then(() => null, (problem) => problem.message));
  const [[index]] = await read("SELECT indeks FROM peringkat(2024, jenis := 'kota') WHERE peringkat = 1");
  return { answers, errors, index };
}

for (const name of ["spbe.duckdb", "spbe-web.duckdb"]) test(`DuckDB-WASM answers what ${name} holds as Python does, and asks nothing of other hosts`, async () => {
  const expected = name === "spbe.duckdb" ? asked.id : asked.web;
  const tab = await browser.newPage();
  const requests = [];
  tab.on("request", (request) => requests.push(request.url()));
  const home = `http://127.0.0.1:${server.address().port}/`;
  await tab.goto(home);
  const found = await tab.evaluate(askInPage, {
    name,
    queries: expected.map(({ query }) => query),
    refused: asked.refused.map(({ query }) => query),
    config: { query: { castDecimalToDouble: true } },
  });
  assertAnswers(found, expected);
  assert.equal(found.index, 4.59, "without castDecimalToDouble a decimal arrives without its point");
  assert.deepEqual(requests.filter((url) => !url.startsWith(home) && !url.startsWith("blob:")), []);
});
