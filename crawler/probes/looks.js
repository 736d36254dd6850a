// How the text of a page looks, and what could change it; see crawler/probes/low_vision.py.
({act, which, phrases, parts, panel}) => {
  const line = (text, most = 120) => String(text ?? "").replace(/\s+/g, " ").trim().slice(0, most);
  const fold = (text) => line(text).toLowerCase().replace(/ё/g, "е").replace(/[^0-9a-zа-я]+/g, " ").trim();
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(one).visibility !== "hidden";
  };
  const colour = (text) => (/rgba?\(([^)]+)\)/.exec(text)?.[1] ?? "0,0,0,0").split(/[ ,/]+/).map(Number);
  const filters = (one) => {  // a filter of any box around it is seen in the text
    let found = "";
    for (let it = one; it; it = it.parentElement) {
      const own = getComputedStyle(it).filter;
      if (own && own !== "none") found += `${own},`;
    }
    return found;
  };
  const behind = (one) => {
    for (let it = one; it; it = it.parentElement) {
      const [red, green, blue, alpha = 1] = colour(getComputedStyle(it).backgroundColor);
      if (alpha > 0.5) return [red, green, blue];
    }
    return [255, 255, 255];
  };
  const light = (parts) => {
    const [red, green, blue] = parts.slice(0, 3).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const words = (one) => [one.innerText, one.value, one.title, one.alt, one.getAttribute("aria-label"),
    ...[...one.querySelectorAll("img")].slice(0, 2).map((it) => `${it.alt} ${it.title}`)].map((it) => line(it)).filter(Boolean);
  const CONTROLS = "a, button, [role=button], [onclick], input[type=button], input[type=radio], input[type=range], select, label, "
    + "[class*=bvi], [class*=vision], [class*=slabovid], [class*=special], [class*=blind], [id*=slabovid], [id*=special], [class*=font], [class*=size], [class*=color]";
  // A button that would send what a reader writes is never pressed here.
  const sends = (one) => one.matches("button:not([type=button]):not([type=reset]), input[type=submit], input[type=image]")
    && (one.form ?? one.closest("form"))?.querySelector(
      "textarea, input:not([type]), input[type=text], input[type=email], input[type=tel], input[type=password]");
  const controls = () => [...document.querySelectorAll(CONTROLS)].slice(0, 4000).filter((one) => !sends(one));
  const LIVE = "a, button, [onclick], [role=button], input, select, label, summary";
  // A box around controls is none itself, whatever its words say.
  const single = (one) => one.matches(LIVE) || !one.querySelector(LIVE);
  const press = (one) => {
    const told = words(one)[0] ?? line(`${one.id} ${one.getAttribute("class") ?? ""}`);  // the press may change them
    one.removeAttribute("target");
    one.setAttribute("data-glasnost-pressed", "");
    window.open = (to) => {  // a window of its own would be closed: what it would show is shown here
      if (to) location.href = to;
      return window;
    };
    const at = {bubbles: true, cancelable: true, composed: true};
    if (one.matches("select, input[type=range]")) {  // the last choice is the largest, or the furthest from plain
      one.value = one.matches("select") ? [...one.options].filter((it) => !it.disabled).at(-1)?.value ?? "" : one.max || 100;
      for (const name of ["input", "change"]) one.dispatchEvent(new Event(name, at));
      return told || line(one.id) || one.localName;
    }
    // Some programs listen for the finger or the mouse going down, not for the click.
    for (const name of ["pointerdown", "mousedown", "pointerup", "mouseup"]) {
      one.dispatchEvent(new (name.startsWith("p") ? PointerEvent : MouseEvent)(name, at));
    }
    one.click();
    return told;
  };
  const acts = {
    // Weighted by its length, each piece of visible text: size in CSS pixels as shown, contrast, pair of colours,
    // spaces and type face.
    look: () => {
      const walker = document.createTreeWalker(document.body ?? document, NodeFilter.SHOW_TEXT), rows = [];
      for (let node; (node = walker.nextNode()) && rows.length < 800;) {
        const text = node.data.trim(), one = node.parentElement;
        if (text.length < 2 || !one || !seen(one) || one.closest("script, style, noscript")) continue;
        const style = getComputedStyle(one), back = behind(one), fore = colour(style.color);
        const scale = one.offsetWidth ? one.getBoundingClientRect().width / one.offsetWidth : 1;
        const [high, low] = [light(fore), light(back)].sort((a, b) => b - a);
        rows.push([text.length, parseFloat(style.fontSize) * (one.currentCSSZoom ?? 1) * scale,
          (high + 0.05) / (low + 0.05), `${fore.slice(0, 3)}/${back}/${filters(one)}`,
          `${style.letterSpacing}/${style.wordSpacing}/${style.lineHeight}/${style.fontFamily}`]);
      }
      return rows;
    },
    // The next control, not yet pressed, whose words, name or address promise a version for poor sight.
    control: () => {
      const patterns = phrases.map((one) => new RegExp(one));
      const holds = (list, text) => list.some((part) => String(text ?? "").toLowerCase().includes(part));
      const pictures = (one) => [one, ...one.querySelectorAll("img")].slice(0, 3)
        .map((it) => it.getAttribute("src")?.split("/").pop() ?? "").join(" ");
      const named = (one) => holds(parts.marks, `${one.id} ${one.getAttribute("class") ?? ""}`)
        || holds(parts.paths, one.getAttribute("href")) || holds(parts.images, pictures(one));
      const fits = (one) => words(one).some((text) => patterns.some((pattern) => pattern.test(fold(text)))) ? 2
        : one.matches("a, button, [onclick], [role=button], input") && line(one.innerText).length < 40 && named(one) ? 1 : 0;
      const free = controls().filter((one) => !one.matches("select, [type=range]") && !one.hasAttribute("data-glasnost-pressed") && seen(one) && line(one.innerText).length < 120);
      const every = free.map((one) => [fits(one), one]).filter(([rank]) => rank);
      const alone = every.filter(([, one]) => single(one));
      const ranked = alone.length ? alone : every;
      if (!ranked.length) return null;
      const best = Math.max(...ranked.map(([rank]) => rank));
      document.querySelectorAll(CONTROLS).forEach((one) => seen(one) && one.setAttribute("data-glasnost-before", ""));
      const chosen = ranked.find(([rank]) => rank === best)[1];
      chosen.querySelectorAll("*").forEach((one) => one.removeAttribute("data-glasnost-before"));
      return press(chosen);
    },
    // Controls that were not to be seen before, the likeliest first: what a panel is made of.
    panel: () => {
      const telling = panel.map((one) => new RegExp(one));
      const names = (one) => `${one.id} ${one.getAttribute("class") ?? ""} ${Object.values(one.dataset).join(" ")} ${words(one).join(" ")}`;
      const told = (one) => telling.findIndex((pattern) => pattern.test(names(one).toLowerCase()));
      const tells = (one) => {  // by itself, else by the words around it: «Размер шрифта: A A A»
        for (let it = one, steps = 0; it && it !== document.body && steps < 4; it = it.parentElement, steps++) {
          if (steps && line(it.innerText).length > 100) break;
          if (told(it) >= 0) return told(it) + (steps ? 10 : 0);
        }
        return -1;
      };
      const stays = (one) => !one.matches("a[href]") || one.pathname === location.pathname || !/^https?:/.test(one.protocol);
      const fresh = controls().filter((one) => !one.hasAttribute("data-glasnost-before")
        && !one.hasAttribute("data-glasnost-pressed") && seen(one) && single(one) && stays(one));
      const inside = (one) => one.closest("[data-glasnost-pressed]") && one.matches(LIVE);
      const around = (one) => fresh.some((other) => other !== one && one.contains(other)) ? 50 : 0;  // the inner one first
      const ranked = fresh.map((one) => [one.matches(LIVE) ? tells(one) : told(one), one])
        .map(([rank, one]) => [rank < 0 ? rank : rank + around(one), one])
        .map(([rank, one]) => [rank < 0 && inside(one) ? 99 : rank, one])
        .filter(([rank]) => rank >= 0).sort((a, b) => a[0] - b[0]);
      return ranked.length ? press(ranked[0][1]) : null;
    },
    names: () => [...document.querySelectorAll("script[src], link[href]")].slice(0, 300)
      .map((one) => line(one.src || one.href, 300).toLowerCase())
      .concat([...document.querySelectorAll("[class], [id]")].slice(0, 3000).map((one) => line(`${one.id} ${one.getAttribute("class") ?? ""}`).toLowerCase())),
  };
  return acts[act]() ?? null;
}
