// The place of some words in a document: left, top, width, height in CSS pixels of the whole page, and a frame drawn around
// it; null where they are not to be seen. White space does not count: markup breaks words where a reader sees one line.
(words) => {
  const bare = (text) => String(text ?? "").replace(/\s+/g, "").toLowerCase();
  const wanted = bare(words).slice(0, 50);
  document.getElementById("glasnost-frame")?.remove();
  if (wanted.length < 3) return null;
  const shown = (one) => { const box = one.getBoundingClientRect(); return box.width > 1 && box.height > 1; };
  const found = [...document.querySelectorAll("body *")].slice(0, 20000).filter((one) =>
    (bare(one.textContent).includes(wanted) || bare(one.value ?? one.alt ?? "").includes(wanted)) && shown(one));
  const inner = found.filter((one, at) => !one.contains(found[at + 1] ?? null));  // in the order of the document
  const best = inner.find((one) => !one.closest("header, nav, footer, [role=navigation], [role=contentinfo]")) ?? inner[0];
  if (!best) return null;
  let box = best.getBoundingClientRect();
  const letters = [], walker = document.createTreeWalker(best, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()) && letters.length < 200000;)
    for (let at = 0; at < node.data.length; at++) if (!/\s/.test(node.data[at])) letters.push([node, at]);
  const start = letters.map(([node, at]) => node.data[at]).join("").toLowerCase().indexOf(wanted);
  if (start >= 0 && letters[start + wanted.length - 1]) {  // the words themselves, in an element of whatever height
    const range = document.createRange();
    range.setStart(...letters[start]);
    range.setEnd(letters[start + wanted.length - 1][0], letters[start + wanted.length - 1][1] + 1);
    const own = range.getBoundingClientRect();
    if (own.height > 1 && own.width > 1) box = own;
  }
  const frame = document.createElement("div");
  frame.id = "glasnost-frame";
  frame.style.cssText = "position:absolute;z-index:2147483647;pointer-events:none;border:3px solid #b3261e;"
    + `left:${box.left + scrollX - 6}px;top:${box.top + scrollY - 6}px;width:${box.width + 6}px;height:${box.height + 6}px`;
  document.documentElement.append(frame);
  return [box.left + scrollX, box.top + scrollY, box.width, box.height];
}
