/* Two to five regions side by side: those whose codes stand in the address. angka.js comes after this script. */
document.addEventListener("DOMContentLoaded", function () {
  "use strict";
  var form = document.querySelector(".compare");
  if (!form || typeof ANGKA === "undefined" || typeof DAERAH === "undefined") return;
  var input = form.querySelector("input");
  var status = form.querySelector("[role=status]");
  var box = document.getElementById("berdampingan");
  var table = box.querySelector("table");
  var root = document.body.getAttribute("data-root");
  var most = Number(form.getAttribute("data-most"));
  var regions = {};
  DAERAH.forEach(function (row) {
    var code = row[3].slice(7).split("-")[0];
    regions[code] = row;
    var option = document.createElement("option");
    option.value = row[2] === "provinsi" ? "Provinsi " + row[0] : row[0];
    form.querySelector("datalist").appendChild(option);
  });
  function chosen() {
    return location.hash.slice(1).split(",").filter(function (code, at, all) {
      return ANGKA.rows[code] && regions[code] && all.indexOf(code) === at;
    }).slice(0, most);
  }
  function cell(kind, text, scope) {
    var made = document.createElement(kind);
    if (scope) made.scope = scope;
    made.textContent = text;
    return made;
  }
  function show() {
    var codes = chosen();
    var head = table.tHead.rows[0];
    var body = table.tBodies[0];
    while (head.cells.length > 1) head.removeChild(head.lastChild);
    body.textContent = "";
    codes.forEach(function (code) {
      var top = cell("th", "", "col");
      var link = document.createElement("a");
      link.href = root + regions[code][3];
      link.textContent = regions[code][0];
      var remove = document.createElement("button");
      remove.type = "button";
      remove.className = "button remove";
      remove.textContent = form.getAttribute("data-remove");
      remove.setAttribute("aria-label", form.getAttribute("data-remove") + ": " + regions[code][0]);
      remove.addEventListener("click", function () {
        location.hash = chosen().filter(function (one) { return one !== code; }).join(",");
        input.focus();
      });
      top.appendChild(link);
      top.appendChild(remove);
      head.appendChild(top);
    });
    ANGKA.heads.forEach(function (name, at) {
      var row = document.createElement("tr");
      row.appendChild(cell("th", name, "row"));
      codes.forEach(function (code) { row.appendChild(cell("td", ANGKA.rows[code][at])); });
      body.appendChild(row);
    });
    box.hidden = !codes.length;
    document.getElementById("petunjuk").hidden = !codes.length;
    var other = document.querySelector("a[hreflang]");
    other.href = other.getAttribute("href").split("#")[0] + location.hash;
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var asked = input.value.toLowerCase().replace(/^(pemerintah )?provinsi /, "").trim();
    var found = Object.keys(regions).filter(function (code) {
      return code === asked || regions[code][0].toLowerCase() === asked;
    });
    var codes = chosen();
    status.textContent = "";
    if (!found.length) status.textContent = form.getAttribute("data-unknown");
    else if (codes.length >= most && codes.indexOf(found[0]) < 0) status.textContent = form.getAttribute("data-full");
    else {
      if (codes.indexOf(found[0]) < 0) codes.push(found[0]);
      location.hash = codes.join(",");
      input.value = "";
    }
  });
  window.addEventListener("hashchange", show);
  document.getElementById("tanpa-skrip").hidden = true;
  form.hidden = false;
  show();
});

/* Lines of cells as CSV that a spreadsheet opens in the language of the page. */
var CSV = (function () {
  "use strict";
  var indonesian = document.documentElement.lang === "id";
  var separator = indonesian ? ";" : ",";
  var number = indonesian ? /^[+-]?\d{1,3}(\.\d{3})*(,\d+)?$/ : /^[+-]?\d{1,3}(,\d{3})*(\.\d+)?$/;

  function cell(text) {
    text = text.replace(/\s+/g, " ").trim();
    if (number.test(text)) return text.split(indonesian ? "." : ",").join("");
    /* What a spreadsheet would compute stays text. */
    if (/^[=+@-]/.test(text)) text = '="' + text.replace(/"/g, '""') + '"';
    return text.indexOf(separator) >= 0 || text.indexOf('"') >= 0 ? '"' + text.replace(/"/g, '""') + '"' : text;
  }
  return {
    /* An address of the file, as long as the page is open. */
    address: function (lines) {
      var text = lines.map(function (line) { return line.map(cell).join(separator) + "\r\n"; }).join("");
      return URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv;charset=utf-8" }));
    },
    /* The text of a node without what stands small beneath it, and without drawings. */
    own: function (node) {
      return Array.prototype.map.call(node.childNodes, function (part) {
        if (/^(small|svg|button)$/i.test(part.nodeName)) return "";
        return part.childNodes.length ? CSV.own(part) : part.textContent;
      }).join("").trim();
    }
  };
})();

/* A page of a region or a province, saved: a line for each cell of its tables, after what stands above them. */
(function () {
  "use strict";
  var button = document.querySelector("[data-save]");
  if (!button) return;
  var main = document.querySelector("main");
  function each(root, selector, use) { Array.prototype.forEach.call(root.querySelectorAll(selector), use); }
  function texts(root, selector) {
    return Array.prototype.map.call(root.querySelectorAll(selector), function (one) { return one.textContent.trim(); });
  }
  function small(node) { return texts(node, "small").join("; "); }
  /* What a drawing says, where a cell is one. */
  function said(cell) {
    var drawing = cell.querySelector("[aria-label]");
    return CSV.own(cell) || (drawing ? drawing.getAttribute("aria-label") : "");
  }
  function hidden(node) { return node.closest("[hidden], form") || getComputedStyle(node).display === "none"; }

  function lines() {
    var page = main.querySelector("h1").textContent;
    var found = [button.getAttribute("data-heads").split("|")];
    function add(section, table, row, column, content, note) {
      found.push([page, section, table, row, column, content, note]);
    }
    each(main, ".facts, .lead, .note", function (one) { add("", "", "", "", one.textContent, ""); });
    each(main, ".tiles li", function (tile) {
      add("", "", tile.querySelector("h2").textContent, "", tile.querySelector("strong").textContent,
        texts(tile, ".figure span, p:not(.figure)").join("; "));
    });
    each(main, "section", function (section) {
      var title = section.querySelector("h2, h3").textContent;
      function own(node) { return node.closest("section") === section; }
      each(section, ".reason, .said, .plain li", function (one) {
        if (own(one)) add(title, "", "", "", one.textContent, "");
      });
      each(section, "table", function (table) { if (own(table) && !hidden(table)) rows(title, table); });
      each(section, ".pairs li", function (item) {
        var link = item.querySelector("a"), heading = item.parentNode;
        while (heading && heading.nodeName !== "H3") heading = heading.previousElementSibling;
        var rest = texts(item, "span");
        add(title, heading ? heading.textContent : "", link.textContent, "", rest.shift(), rest.join("; "));
      });
    });
    return found;

    function rows(title, table) {
      var heads = Array.prototype.map.call(table.tHead.rows[0].cells, CSV.own);
      var caption = table.caption.textContent;
      each(table, "tbody", function (body) {
        if (hidden(body)) return;
        var group = "", name = "";
        Array.prototype.forEach.call(body.rows, function (row) {
          var head = row.querySelector("th");
          if (head && head.scope === "rowgroup") { group = CSV.own(head); return; }
          if (head) name = CSV.own(head);
          Array.prototype.forEach.call(row.cells, function (cell) {
            /* A name is said on every line of its row; what stands small beneath it is a line of its own. */
            if (cell === head && !small(cell)) return;
            var column = cell.colSpan > 1 ? "" : heads[cell.cellIndex];
            add(title, group ? caption + " – " + group : caption, name, column, said(cell), small(cell));
          });
        });
      });
    }
  }
  button.addEventListener("click", function () {
    var link = document.createElement("a");
    link.href = CSV.address(lines());
    link.download = "spbe-" + button.getAttribute("data-save");
    link.click();
  });
  button.hidden = false;
})();

/* The rankings: rows sorted by a button in the head of their column, filtered, and saved as they are shown. */
(function () {
  "use strict";
  var table = document.querySelector("table.ranking");
  if (!table) return;
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var heads = table.tHead.rows[0].cells;
  var decimal = table.getAttribute("data-decimal");
  var form = document.querySelector(".filters");
  var status = form.querySelector("[role=status]");

  function plain(text) { return text.split(decimal === "," ? "." : ",").join(""); }
  function value(row, at) {
    var text = CSV.own(row.cells[at]);
    if (row.cells[at].nodeName === "TH") return text;
    var number = parseFloat(plain(text).replace(",", "."));
    return isNaN(number) ? null : number;
  }
  function sort(head) {
    var at = head.cellIndex;
    var turned = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    rows = rows.map(function (row, place) { return [value(row, at), place, row]; }).sort(function (a, b) {
      /* What is not known stands last either way. */
      if (a[0] === null || b[0] === null) return (a[0] === null) - (b[0] === null) || a[1] - b[1];
      var order = typeof a[0] === "string" ? a[0].localeCompare(b[0], "id") : a[0] - b[0];
      return turned * order || a[1] - b[1];
    }).map(function (one) { return one[2]; });
    Array.prototype.forEach.call(heads, function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", turned === 1 ? "ascending" : "descending");
    rows.forEach(function (row) { body.appendChild(row); });
  }
  Array.prototype.forEach.call(heads, function (head) {
    if (!head.hasAttribute("data-sort")) return;
    var button = document.createElement("button");
    button.type = "button";
    while (head.firstChild) button.appendChild(head.firstChild);
    button.addEventListener("click", function () { sort(head); });
    head.appendChild(button);
  });

  function filter() {
    var wanted = Array.prototype.filter.call(form.elements, function (one) { return one.name && one.value; });
    var left = 0;
    rows.forEach(function (row) {
      row.hidden = !wanted.every(function (one) { return row.getAttribute("data-" + one.name) === one.value; });
      if (!row.hidden) left += 1;
    });
    var counts = [left, rows.length];
    status.textContent = status.getAttribute("data-of").replace(/#/g, function () { return counts.shift(); });
  }
  form.addEventListener("change", filter);
  form.addEventListener("submit", function (event) { event.preventDefault(); });

  form.querySelector("[download]").addEventListener("click", function () {
    var lines = [Array.prototype.map.call(heads, function (head) { return head.textContent; })];
    lines[0].push(form.getAttribute("data-province") || "");
    rows.forEach(function (row) {
      if (row.hidden) return;
      var cells = Array.prototype.map.call(row.cells, CSV.own);
      var province = row.querySelector("th small");
      lines.push(cells.concat(province ? province.textContent : ""));
    });
    if (!form.querySelector("[name=p]")) lines.forEach(function (line) { line.pop(); });
    this.href = CSV.address(lines);
  });
  filter();
  form.hidden = false;
})();

/* The calculator of a region's page: other scores, or other levels, and the index, grade and rank that they would give.
   All is added in whole numbers: weights as the page has them, scores in hundredths. */
(function () {
  "use strict";
  var form = document.querySelector(".calculator");
  if (!form) return;
  var indonesian = document.documentElement.lang === "id";
  function told(name) { return form.getAttribute("data-" + name); }
  function each(root, selector, use) { return Array.prototype.map.call(root.querySelectorAll(selector), use); }
  function fill(text, figures) {
    var left = figures.slice();
    return text.replace(/#/g, function () { return left.shift(); });
  }
  function number(node, name) { return Number(node.getAttribute("data-" + name)); }
  var whole = number(form, "whole"), low = number(form, "low"), high = number(form, "high");
  var last = 0;
  /* Each is told by how much less it is than the one before. */
  var others = told("others").split(" ").filter(Boolean).map(function (one, at) {
    return last = at ? last - Number(one) : Number(one);
  });
  /* The highest first, as the table of grades has them. */
  var grades = each(document, "tr[data-edge]", function (row) {
    return { edge: number(row, "edge"), node: row.querySelector(".grade") };
  });
  var cells = each(form, "td.then", function (cell) { return cell; });
  var status = form.querySelector("[role=status]");
  var mark = form.querySelector(".moved");

  function show(hundredths) {
    return Math.floor(hundredths / 100) + (indonesian ? "," : ".") + ("0" + hundredths % 100).slice(-2);
  }
  /* Half a hundredth is rounded up, as it is printed. */
  function rounded(exact, whole) { return Math.floor((2 * exact + whole) / (2 * whole)); }
  function read(text) {
    if (!/^\s*\d+([.,]\d{1,2})?\s*$/.test(text)) return null;
    var found = Math.round(100 * Number(text.trim().replace(",", ".")));
    return found >= 100 * low && found <= 100 * high ? found : null;
  }

  /* What is moved: scores of parts in hundredths, or levels, of which a part is made. */
  var moved = [];
  var parts = each(form, ".moves > li", function (item) {
    var weights = item.querySelector("[data-weights]");
    weights = weights ? weights.getAttribute("data-weights").split(" ") : [];
    var leaves = each(item, "li", function (leaf, at) { return level(leaf, Number(weights[at])); });
    return leaves.length ? { item: item, leaves: leaves } : score(item);
  });
  function field(name, type, label) {
    var made = document.createElement("input");
    label.id = label.id || "ubah-" + moved.length;
    made.type = type;
    made.setAttribute("aria-labelledby", label.id);
    made.className = name;
    return made;
  }
  function level(item, weight) {
    var input = field("level", "number", item.firstElementChild);
    input.min = low;
    input.max = high;
    var now = 100 * Number(item.querySelector("b").textContent);
    var one = { weight: weight, now: now, goal: 100 * number(item, "goal"), input: input };
    one.put = function (value) { one.value = value; input.value = value / 100; input.removeAttribute("aria-invalid"); };
    input.addEventListener("input", function () {
      take(one, /^\d+$/.test(input.value) ? read(input.value) : null);
    });
    item.appendChild(input);
    return moved[moved.push(one) - 1];
  }
  function score(item) {
    var label = item.querySelector("b");
    var input = field("score", "text", label), slide = field("slide", "range", label);
    input.inputMode = "decimal";
    input.autocomplete = "off";
    slide.min = 100 * low;
    slide.max = 100 * high;
    var one = { item: item, weight: number(item, "weight"), now: number(item, "now"), input: input };
    one.put = function (value) {
      one.value = value;
      if (document.activeElement !== input || read(input.value) !== value) input.value = show(value);
      slide.value = value;
      slide.setAttribute("aria-valuetext", show(value));
      input.removeAttribute("aria-invalid");
    };
    input.addEventListener("input", function () { take(one, read(input.value)); });
    input.addEventListener("change", function () { if (read(input.value) !== null) input.value = show(one.value); });
    slide.addEventListener("input", function () { take(one, Number(slide.value)); });
    item.firstElementChild.appendChild(input);
    item.appendChild(slide);
    return moved[moved.push(one) - 1];
  }
  function take(one, value) {
    if (value === null) {
      one.input.setAttribute("aria-invalid", "true");
      status.textContent = told("wrong");
      return;
    }
    one.put(value);
    answer();
  }

  /* What the index of these scores would have been, and its place among the others. */
  function result() {
    var exact = moved.reduce(function (sum, one) { return sum + one.weight * one.value; }, 0);
    var index = rounded(exact, whole);
    var at = 0;
    while (at < grades.length - 1 && exact < grades[at].edge * whole) at += 1;
    return {
      index: index,
      grade: grades[at],
      next: grades[at - 1],
      rank: 1 + others.filter(function (one) { return one > index; }).length,
      tied: 1 + others.filter(function (one) { return one === index; }).length
    };
  }
  function answer() {
    parts.forEach(function (part) {
      if (!part.leaves) return;
      var weight = 0, exact = 0;
      part.leaves.forEach(function (leaf) { weight += leaf.weight; exact += leaf.weight * leaf.value; });
      part.output.textContent = show(rounded(exact, weight));
    });
    var found = result();
    /* Where nothing is moved the printed figures stand. */
    var same = moved.every(function (one) { return one.value === one.now; });
    var texts = [show(found.index)];
    if (grades.length) {
      texts.push(found.grade.node);
      texts.push(!found.next ? told("highest")
        : found.next.edge <= found.index ? fill(told("least"), [found.next.node.textContent])
        : fill(told("missing"), [show(found.next.edge - found.index), found.next.node.textContent]));
    }
    texts.push(fill(told("rank"), [found.rank]) + (found.tied > 1 ? " " + fill(told("tied"), [found.tied]) : ""));
    cells.forEach(function (cell, at) {
      cell.textContent = "";
      var content = same ? cell.previousElementSibling.cloneNode(true) : texts[at];
      if (same) while (content.firstChild) cell.appendChild(content.firstChild);
      else cell.appendChild(typeof content === "string" ? document.createTextNode(content) : content.cloneNode(true));
    });
    var shown = same ? cells[0].textContent.replace(",", ".") : found.index / 100;
    mark.setAttribute("cx", number(mark, "start") + (shown - low) / (high - low) * (number(mark, "end") - number(mark, "start")));
    var said = cells.map(function (cell) { return cell.textContent.trim(); });
    status.textContent = fill(told("said"), [said[0], grades.length ? said[1] : "–", said[said.length - 1]]);
  }
  parts.forEach(function (part) {
    if (!part.leaves) return;
    part.output = document.createElement("output");
    part.item.firstElementChild.appendChild(part.output);
  });
  each(form, "[data-to]", function (button) {
    button.addEventListener("click", function () {
      moved.forEach(function (one) { one.put(button.getAttribute("data-to") === "goal" && one.goal || one.now); });
      answer();
    });
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.classList.add("ready");
  form.previousElementSibling.hidden = true;
  moved.forEach(function (one) { one.put(one.now); });
  answer();
})();

/* The search: a combobox over DAERAH (daerah.js). A classic script, so that it works from a disk; without it every page
   is whole, and the list of all regions takes the place of the search. */
(function () {
  "use strict";
  var form = document.querySelector(".search");
  if (!form || typeof DAERAH === "undefined") return;
  var input = form.querySelector("input");
  var list = form.querySelector("ul");
  var status = form.querySelector("[role=status]");
  var root = document.body.getAttribute("data-root");
  var most = 8;
  var shown = [];
  var chosen = -1;

  /* The kind first, then the name without what does not matter: as warehouse names are looked up. */
  var kinds = [
    ["kabupaten", /^(pemkab|(pemerintah )?(kabupaten|kab))\b\.?\s*/],
    ["kota", /^(pemkot\b\.?|(pemerintah )?kota )\s*/],
    ["provinsi", /^(pemprov|(pemerintah )?(provinsi|propinsi|prov))\b\.?\s*/]
  ];
  function key(text) {
    return text.replace(/\bkep(\.|\s)\s*/g, "kepulauan ").replace(/[^a-z0-9]/g, "");
  }
  function read(text) {
    var line = text.toLowerCase().replace(/\s+/g, " ").trim();
    for (var i = 0; i < kinds.length; i++) {
      var match = line.match(kinds[i][1]);
      if (match) return { kind: kinds[i][0], key: key(line.slice(match[0].length)), whole: key(line) };
    }
    return { kind: null, key: key(line), whole: key(line) };
  }
  var names = DAERAH.map(function (row) {
    var name = read(row[0]);
    return { row: row, key: name.kind ? name.key : name.whole, whole: name.whole, code: row[3].slice(7).split("-")[0] };
  });

  function find(text) {
    var asked = read(text);
    if (!asked.whole) return [];
    var found = [];
    names.forEach(function (name, at) {
      /* "Kotabaru" is no kota, and the beginning of a kind is not one yet. */
      var likeness = [];
      if (!asked.kind || asked.kind === name.row[2]) likeness.push(alike(name.key, asked.key));
      likeness.push(alike(name.whole, asked.whole), alike(name.code.replace(".", ""), /^[0-9.]+$/.test(text.trim()) ? asked.whole : "-"));
      var best = Math.min.apply(null, likeness);
      if (best < 9) found.push([best, at]);
    });
    found.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    return found.map(function (one) { return names[one[1]].row; });
  }
  function alike(name, asked) {
    if (!asked) return 8;
    if (name === asked) return 0;
    var at = name.indexOf(asked);
    return at === 0 ? 1 : at > 0 ? 2 : 9;
  }

  function show() {
    var found = find(input.value);
    shown = found.slice(0, most);
    chosen = -1;
    list.textContent = "";
    shown.forEach(function (row, at) {
      var option = document.createElement("li");
      option.id = "daerah-" + at;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = row[0];
      var province = document.createElement("small");
      province.textContent = row[2] === "provinsi" ? "provinsi" : row[1];
      option.appendChild(province);
      option.addEventListener("mousedown", function (event) { event.preventDefault(); open(row); });
      list.appendChild(option);
    });
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(!!shown.length));
    input.removeAttribute("aria-activedescendant");
    var asked = input.value.trim();
    status.textContent = !asked ? "" : shown.length ? found.length + " " + status.getAttribute("data-count") : status.getAttribute("data-none");
    status.className = asked && !shown.length ? "small" : "unseen";
  }
  function choose(at) {
    var options = list.children;
    if (!options.length) return;
    if (chosen >= 0) options[chosen].setAttribute("aria-selected", "false");
    chosen = (at + options.length) % options.length;
    options[chosen].setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", options[chosen].id);
  }
  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    chosen = -1;
  }
  function open(row) { location.href = root + row[3]; }

  input.addEventListener("input", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show();
      if (event.key === "ArrowDown") choose(chosen + 1); else choose(chosen < 0 ? -1 : chosen - 1);
    } else if (event.key === "Escape") {
      close();
    }
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (list.hidden) show();
    /* One region of that name opens; of several one must be chosen. */
    if (chosen >= 0) open(shown[chosen]); else if (shown.length === 1) open(shown[0]); else choose(0);
  });
  form.hidden = false;
})();
