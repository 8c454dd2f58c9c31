"use strict";
// The findings: read from the data block, searched, filtered and ordered. Names in them may be hostile, so everything
// is grouped by Map and index. What makes 100,000 quick: sorting numbers, and searching each text once.
const SafeholdFindings = (() => {
  const SEVERITIES = ["critical", "high", "medium", "low", "info"];
  const VERDICTS = ["fail", "unknown"];

  async function load() {
    const block = document.getElementById("data");
    let text = block.textContent;
    if (block.dataset.encoding === "gzip") {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
    }
    block.remove();
    return JSON.parse(text);
  }

  // The rows of the data block (their shape: scanner/render/html_data.py) as objects with names.
  function unpack({ resources: rows, texts, rules }) {
    const resources = [];
    const findings = [];
    const whys = new Map();
    for (const [name, arn, ...indexes] of rows) {
      const found = indexes.pop();
      const because = indexes.pop().map((index) => texts[index]);
      const shared = indexes.map((index) => texts[index]);
      const [account, region, kind, tier, application, site, dataType] = shared;
      const at = resources.length;
      resources.push({ name, arn, account, region, kind, tier, application, site, dataType, because, text: [name, arn, ...shared].join("\n") });
      for (const [rule, verdict, severity, reason, details] of found) {
        const why = details.map((detail) => detail[0]).filter(Boolean).join("; ") || reason || rules[rule].title;
        if (!whys.has(why)) whys.set(why, whys.size);
        findings.push({ at, rule, verdict, severity, details, why: whys.get(why) });
      }
    }
    return { resources, findings, rules, whys: [...whys.keys()] };
  }

  function model({ resources, findings, rules, whys }) {
    const read = new Map([
      ["severity", (finding) => SEVERITIES[finding.severity]],
      ["verdict", (finding) => VERDICTS[finding.verdict]],
      ["rule", (finding) => rules[finding.rule].id],
      ["account", (finding) => resources[finding.at].account],
      ["tier", (finding) => resources[finding.at].tier],
    ]);
    const keys = new Map([
      ["severity", () => (finding) => (finding.severity * VERDICTS.length + finding.verdict) * rules.length + finding.rule],
      ["verdict", () => (finding) => finding.verdict],
      ["rule", () => (finding) => finding.rule],
      ["resource", () => ranked((resource) => resource.name)],
      ["account", () => ranked((resource) => `${resource.account}\n${resource.region}`)],
      ["tier", () => ranked((resource) => resource.tier)],
    ]);

    // Numbers in the order of a text of the resources.
    function ranked(textOf) {
      const texts = resources.map(textOf);
      const sorted = [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1));
      const places = new Map(sorted.map((text, place) => [text, place]));
      const numbers = texts.map((text) => places.get(text));
      return (finding) => numbers[finding.at];
    }

    // The indexes of the findings in the order of a column; those that are equal in it stay worst first.
    const orders = new Map();
    function ordered(column) {
      if (!orders.has(column)) {
        const key = keys.get(column)();
        const base = column === "severity" ? findings.map((_, index) => index) : ordered("severity");
        const sorted = Float64Array.from(base, (index, place) => key(findings[index]) * base.length + place).sort();
        orders.set(column, Uint32Array.from(sorted, (value) => base[value % base.length]));
      }
      return orders.get(column);
    }

    const shown = [resources.map((resource) => resource.text), whys, rules.map((rule) => `${rule.id}\n${rule.title}`)];
    const lowered = shown.map((texts) => texts.map((text) => text.toLowerCase()));
    function matching(haystacks, query) {
      const [inResource, inWhy, inRule] = haystacks.map((texts) => Uint8Array.from(texts, (text) => text.includes(query)));
      return (index) => {
        const { at, why, rule } = findings[index];
        return inResource[at] || inWhy[why] || inRule[rule];
      };
    }

    // The indexes of the findings that match a search and every filter (a Map of name to value), in a column's order.
    function chosen(column, descending, query, filters) {
      const order = ordered(column);
      let kept = descending ? order.toReversed() : order;
      for (const [name, value] of filters) kept = kept.filter((index) => read.get(name)(findings[index]) === value);
      if (!query) return kept;
      kept = kept.filter(matching(lowered, query.toLowerCase()));
      // Capitals in the search are meant where any finding has them; else case does not matter.
      const exact = query === query.toLowerCase() ? [] : kept.filter(matching(shown, query));
      return exact.length ? exact : kept;
    }

    function finding(index) {
      const { at, rule, verdict, severity, details, why } = findings[index];
      return {
        resource: resources[at],
        rule: rules[rule],
        verdict: VERDICTS[verdict],
        severity: SEVERITIES[severity],
        details,
        why: whys[why],
      };
    }

    // The values of a filter and how many findings have each.
    function values(name) {
      const counts = new Map();
      for (const each of findings) {
        const value = read.get(name)(each);
        counts.set(value, (counts.get(value) || 0) + 1);
      }
      const order = name === "severity" ? (value) => SEVERITIES.indexOf(value) : (value) => value;
      return [...counts].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1));
    }

    return { count: findings.length, chosen, finding, values };
  }

  return { load, unpack, model };
})();
