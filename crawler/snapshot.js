({
  // True as soon as the tree did not change for `quiet` milliseconds, false after `most` of them.
  settled(quiet, most) {
    return new Promise((done) => {
      let timer, last;
      const end = (settled) => {
        observer.disconnect();
        clearTimeout(timer);
        clearTimeout(last);
        done(settled);
      };
      const arm = () => {
        clearTimeout(timer);
        timer = setTimeout(() => (document.readyState === "loading" ? arm() : end(true)), quiet);
      };
      const observer = new MutationObserver(arm);
      observer.observe(document, { childList: true, subtree: true, characterData: true });
      last = setTimeout(() => end(false), most);
      arm();
    });
  },

  // True while the page shows next to nothing and leads nowhere: its program has yet to begin.
  bare() {
    const text = (document.body?.innerText ?? "").trim();
    return text.length < 80 && !document.links.length && !document.querySelector("img, svg, frame, iframe, canvas, input");
  },

  // The tree as HTML, open shadow roots in the place of what they hide, programs left out: they have run. Only its size
  // where it has more than `limit` characters, so that nothing large is ever made.
  taken(limit) {
    for (const script of document.scripts) {
      if (!script.src && !/json/i.test(script.type)) script.textContent = "";
    }
    let size = 0;
    let shadows = false;
    const measure = (root) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
      for (let node = root; node && size <= limit; node = walker.nextNode()) {
        size += (node.nodeValue || "").length + 5;
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        size += 2 * node.localName.length;
        for (const { name, value } of node.attributes) size += name.length + value.length + 4;
        if (node.shadowRoot) {
          shadows = true;
          measure(node.shadowRoot);
        }
      }
    };
    const root = document.documentElement;
    if (!root) return { html: "", size };
    measure(root);
    if (size > limit) return { size };
    const doctype = document.compatMode === "CSS1Compat" ? "<!DOCTYPE html>\n" : "";
    if (!shadows) return { html: doctype + root.outerHTML, size };
    const parts = [];
    const children = (node) => {
      if (node.shadowRoot) return node.shadowRoot.childNodes;
      if (node.localName === "slot") {
        const assigned = node.assignedNodes();
        if (assigned.length) return assigned;
      }
      return node.childNodes;
    };
    const write = (node) => {
      if (node.nodeType !== Node.ELEMENT_NODE) {
        const holder = document.implementation.createHTMLDocument("").createElement("div");
        if (node.nodeType !== Node.TEXT_NODE) return;
        holder.textContent = node.nodeValue;
        parts.push(["script", "style"].includes(node.parentNode?.localName) ? node.nodeValue : holder.innerHTML);
        return;
      }
      const empty = node.cloneNode(false).outerHTML;
      const end = `</${node.localName}>`;
      if (!empty.endsWith(end)) {
        parts.push(empty);
        return;
      }
      parts.push(empty.slice(0, -end.length));
      for (const child of children(node)) write(child);
      parts.push(end);
    };
    write(root);
    return { html: doctype + parts.join(""), size };
  },
})
