"use strict";
// A finding as a row of the table, and opened.
const SafeholdFinding = (() => {
  const { element, foreign, mark, list, copyButton, capitalized } = SafeholdElements;
  const COLUMNS = 6;
  const PLAIN = /^[A-Za-z0-9_.][A-Za-z0-9_./:-]*$/;
  const TO_BE_SEEN = "Remove what kept the rule from an answer, then scan again.";
  const CHANGES = new Map([
    ["new", "New since the earlier scan"],
    ["changed", "Changed since the earlier scan"],
    ["unchanged", "As in the earlier scan"],
  ]);

  function link(view, text) {
    return element("a", { href: `#findings?${new URLSearchParams(view)}`, text });
  }

  function row({ rule, resource, verdict, severity, why, waiver, change }, index) {
    const opener = element("button", { type: "button", class: "open", "aria-expanded": "false", "data-index": index });
    opener.append(element("span", { class: "rule-id", text: rule.id }), " ", rule.title);
    const verdicts = element("td", {}, mark("verdict", verdict));
    if (change === "new" || change === "changed") verdicts.append(element("span", { class: "sub note", text: capitalized(change) }));
    if (waiver) {
      const until = waiver.expired ? `waiver expired on ${waiver.expires_on}` : `until ${waiver.expires_on}`;
      verdicts.append(element("span", { class: "sub note", text: until }));
    }
    return element("tr", {},
      element("td", {}, mark("severity", severity)),
      verdicts,
      element("td", { class: "finding" }, opener, element("span", { class: "why clip", text: why })),
      element("th", { scope: "row", class: "resource" }, foreign(resource.name, "name"), foreign(resource.kind, "sub")),
      element("td", { class: "place" }, foreign(resource.account), foreign(resource.region, "sub")),
      element("td", { class: "tier-cell" }, foreign(resource.tier)));
  }

  // A value that no shell can read as anything but one plain word is filled in; any other keeps its placeholder.
  function filled(text, { name, region, account }) {
    const values = new Map([["name", name], ["region", region], ["account", account]]);
    return text.replace(/\{(name|region|account)\}/g, (whole, key) => (PLAIN.test(values.get(key)) ? values.get(key) : whole));
  }

  function command(text) {
    // Each word is an element, so that a line breaks between words and not after the first of two hyphens.
    const words = text.split(/( )/).map((word) => (word === " " ? word : element("span", { text: word })));
    const code = element("code", {}, ...words);
    return element("div", { class: "command" }, code, copyButton(code, "The command"));
  }

  // A command of several words stands by itself, so the punctuation that bound it to its sentence is taken off.
  function remedy(rule, resource) {
    const made = element("div");
    let line = element("p");
    const close = () => {
      if (line.textContent.trim()) made.append(line);
      line = element("p");
    };
    let after = false;
    for (const [isCode, written] of rule.remediation) {
      const text = filled(written, resource);
      const block = isCode && text.includes(" ");
      if (block) {
        const last = line.lastChild;
        if (last?.nodeType === Node.TEXT_NODE) last.data = last.data.replace(/\s\($/, "");
        close();
        made.append(command(text));
      } else if (isCode) {
        line.append(element("code", { text }));
      } else {
        line.append(after ? text.replace(/^[),.;\s]+/, "") : text);
      }
      after = block;
    }
    close();
    return made;
  }

  function reason({ message, pointer, expected, actual, excerpt }) {
    const elsewhere = pointer.startsWith("/links/") ? "said by other facts about this resource" : "";
    const made = element("li", {},
      element("p", { text: message }),
      list([["Expected", expected, "mono"], ["Actual", actual, "mono"], ["At", pointer, "mono", elsewhere]]));
    if (excerpt) {
      const lines = element("pre", { class: "excerpt", lang: "" }, element("code", { text: excerpt }));
      made.append(element("p", { class: "sub", text: "In the fact" }), lines);
    }
    return made;
  }

  function waived({ id, reason: because, approver, ticket, approved_on: since, expires_on: until, scope, place, expired }) {
    const said = expired ? `It held until ${until}, and holds no longer: this finding counts again.` : `Accepted until ${until}.`;
    return [
      element("h3", { text: expired ? "Waiver, expired" : "Waiver" }),
      element("p", { class: expired ? "expired" : "", text: said }),
      list([
        ["Waiver", id], ["Approver", approver], ["Ticket", ticket], ["Reason", because],
        ["Approved on", since], ["Expires", until], ["Applies to", scope], ["Written in", place, "mono"],
      ]),
    ];
  }

  function evidence({ path, sha256 }) {
    const derived = "Derived from the facts of other resources, so no file of the snapshot holds it.";
    if (!path) return [element("p", { class: "sub", text: derived })];
    const digest = element("dd", { class: "mono", text: sha256 });
    const made = list([["Snapshot path", path, "mono"]]);
    const group = element("div", {}, element("dt", { text: "SHA-256" }), digest);
    made.append(group);
    return [made, copyButton(digest, "The SHA-256")];
  }

  function controlled(controls) {
    const made = element("dl", { class: "mapping" });
    for (const [{ name, title, controls: titles }, ids] of controls) {
      const named = new Map(titles);
      const links = element("ul", { class: "links" });
      for (const id of ids) {
        const item = element("li", {}, link({ control: `${name}:${id}` }, id));
        if (named.get(id)) item.append(" ", element("span", { class: "sub", text: named.get(id) }));
        links.append(item);
      }
      made.append(element("div", {}, element("dt", { text: title }), element("dd", {}, links)));
    }
    return made;
  }

  function panel({ rule, resource, controls, verdict, details, why, waiver, change, firstSeen }) {
    const reasons = element("ul", {}, ...details.map(reason));
    if (!details.length) reasons.append(element("li", { text: why }));
    const [application, dataType, tier] = resource.because;
    const left = element("div", {},
      element("h3", { text: "Why" }), reasons,
      element("h3", { text: "What to do" }),
      verdict === "unknown" ? element("p", { text: TO_BE_SEEN }) : remedy(rule, resource),
      ...(waiver ? waived(waiver) : []));
    const right = element("div", {},
      element("h3", { text: "Resource" }),
      list([
        ["ARN", resource.arn, "mono"],
        ["Kind", resource.kind],
        ["Tier", resource.tier, "", tier],
        ["Application", resource.application || "none", "", application],
        ["Site", resource.site],
        ["Data type", resource.dataType, "", dataType],
      ]),
      element("h3", { text: "The fact behind it" }), ...evidence(resource));
    if (change) {
      right.append(element("h3", { text: "Over time" }),
        list([["First seen", firstSeen.replace("T", " ").replace("Z", " UTC")], ["Change", CHANGES.get(change)]]));
    }
    const links = element("p", { class: "to" },
      element("a", { href: `#rule-${rule.id}`, text: `About ${rule.id}` }), " ",
      link({ rule: rule.id, q: resource.arn }, "Link to this finding"));
    const sheet = element("div", { class: "sheet" }, left, right);
    if (controls.length) sheet.append(element("div", { class: "wide" }, element("h3", { text: "Controls" }), controlled(controls)));
    sheet.append(links);
    return element("tr", { class: "panel" }, element("td", { colspan: COLUMNS }, sheet));
  }

  return { row, panel, link, COLUMNS };
})();
