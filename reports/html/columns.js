"use strict";
// What the findings are kept in: the data block as it is read, long texts of many lines, and columns of numbers.
const SafeholdColumns = (() => {
  async function load() {
    const block = document.getElementById("data");
    const text = block.textContent;
    block.remove();
    if (block.dataset.encoding !== "gzip") return JSON.parse(text);
    const packed = atob(text);
    const bytes = new Uint8Array(packed.length);
    for (let at = 0; at < packed.length; at += 1) bytes[at] = packed.charCodeAt(at);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }

  // Where each of `count` lines begins, and where the one after them would.
  function lineStarts(text, count) {
    const starts = new Uint32Array(count + 1);
    for (let line = 1; line <= count; line += 1) starts[line] = text.indexOf("\n", starts[line - 1]) + 1;
    return starts;
  }

  // A text of `count` lines, each ended, of which one can be had and all be searched at once.
  function lines(text, count) {
    const exact = { text, starts: lineStarts(text, count) };
    let lowered;
    function lower() {
      if (!lowered) {
        const small = text.toLowerCase();
        // One letter, İ, becomes longer.
        lowered = { text: small, starts: small.length === text.length ? exact.starts : lineStarts(small, count) };
      }
      return lowered;
    }
    // Which lines hold the query: a 1 for each.
    function marks(query, asWritten) {
      const { text: all, starts } = asWritten ? exact : lower();
      const found = new Uint8Array(count);
      let line = 0;
      for (let at = all.indexOf(query); at >= 0 && line < count; at = all.indexOf(query, starts[line])) {
        while (starts[line + 1] <= at) line += 1;
        found[line] = 1;
        line += 1;
      }
      return found;
    }
    return { count, lower, marks, at: (line) => text.slice(exact.starts[line], exact.starts[line + 1] - 1) };
  }

  const joined = (texts) => lines(texts.map((text) => `${text}\n`).join(""), texts.length);

  // The column that leads from a finding by way of another column: one[two[finding]].
  function through(one, two) {
    const made = new Uint32Array(two.length);
    for (let at = 0; at < two.length; at += 1) made[at] = one[two[at]];
    return made;
  }

  // The numbers 0, 1, 2, … each as often as `times` says.
  function repeated(times) {
    const made = new Uint32Array(times.reduce((sum, each) => sum + each, 0));
    let start = 0;
    times.forEach((each, number) => {
      made.fill(number, start, start + each);
      start += each;
    });
    return made;
  }

  // The place of each text in their order; equal texts have the same.
  function ranks(texts) {
    const order = Uint32Array.from(texts.keys()).sort((a, b) => (texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : 0));
    const ranked = new Uint32Array(texts.length);
    order.forEach((index, place) => {
      const before = place ? order[place - 1] : index;
      ranked[index] = place && texts[index] !== texts[before] ? ranked[before] + 1 : ranked[before];
    });
    return ranked;
  }

  // The indexes of `base` in the order of their keys, which are small numbers; equal ones stay as they are.
  function sorted(base, keys) {
    const starts = new Uint32Array(keys.reduce((most, key) => (key > most ? key : most), 0) + 2);
    for (const key of keys) starts[key + 1] += 1;
    for (let key = 1; key < starts.length; key += 1) starts[key] += starts[key - 1];
    const made = new Uint32Array(base.length);
    for (const index of base) {
      made[starts[keys[index]]] = index;
      starts[keys[index]] += 1;
    }
    return made;
  }

  return { load, lines, joined, through, repeated, ranks, sorted };
})();
