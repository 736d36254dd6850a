// The forms of one document, as plain data; each gets the attribute data-glasnost-form, so that it can be found again.
// Fields that stand outside every form make one together with the nearest button. Nothing is sent, filled or clicked.
() => {
  const FORMS = 20, FIELDS = 60, TEXT = 2000, WORDS = 200;
  const WRITING = "textarea, [contenteditable=''], [contenteditable=true]";
  const FIELD = "input, select, " + WRITING;
  const BUTTON = "button, input[type=submit], input[type=image], input[type=button], [role=button], a[onclick]";
  // What pages make into buttons by a program: only its words and its name tell.
  const LOOSE = "a[href^='#'], a[href=''], a:not([href]), a[href^='javascript:'], div, span, i, svg, p";
  const NAMED = /btn|button|submit|send|otprav/i;
  // What no program of ours can set: a box, a list, a slider that the page drew itself.
  const DRAWN = "[role=checkbox], [role=switch], [role=slider], [role=radio], [role=combobox], [role=listbox], [draggable=true], canvas";
  const line = (text, most) => String(text ?? "").replace(/\s+/g, " ").trim().slice(0, most);
  const seen = (one) => {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return box.width > 2 && box.height > 2 && style.visibility !== "hidden" && box.right > 0 && box.bottom > -5000;
  };
  const trap = (one) => {  // a field that only programs find and fill in: who fills it in is turned away
    const apart = one.closest("[aria-hidden=true]");
    const hidden = Number(getComputedStyle(one).opacity) === 0 || Boolean(apart && one.closest("form")?.contains(apart));
    return hidden && one.matches("input[type=text], input:not([type]), input[type=email], input[type=url], textarea");
  };
  const words = (one) => {
    const by = one.getAttribute("aria-labelledby");
    const parts = [
      ...(one.labels ?? []), by && document.getElementById(by), one.closest("label"),
    ].filter(Boolean).map((part) => part.textContent);
    parts.push(one.getAttribute("aria-label"), one.getAttribute("placeholder"), one.getAttribute("title"));
    return line([...new Set(parts.filter(Boolean))].join(" "), WORDS);
  };
  const beside = (one) => {  // what a reader takes for the label where the markup names none
    const before = one.previousElementSibling ?? one.parentElement?.previousElementSibling;
    return before && !before.matches(FIELD) && !before.querySelector(FIELD) ? line(before.textContent, WORDS) : "";
  };
  const heading = (group) => {
    for (let one = group, steps = 0; one && one !== document.body && steps < 6; one = one.parentElement, steps++) {
      const inside = one.querySelector("h1, h2, h3, h4, h5, h6, legend, [class*=title]");
      if (inside) return line(inside.textContent, WORDS);
      for (let before = one.previousElementSibling, near = 0; before && near < 3; near++) {
        const found = before.matches("h1, h2, h3, h4, h5, h6") ? before : before.querySelector("h1, h2, h3, h4, h5, h6");
        if (found) return line(found.textContent, WORDS);
        before = before.previousElementSibling;
      }
    }
    return "";
  };
  const captcha = (group) => {
    const names = [...group.querySelectorAll("[class], [id], [name], img[src], iframe[src]")].slice(0, 300)
      .map((one) => `${one.className} ${one.id} ${one.getAttribute("name") ?? ""} ${one.getAttribute("src") ?? ""}`);
    const found = /(smart-?captcha|h-?captcha|re-?captcha|turnstile|kcaptcha|captcha)/i.exec(names.join(" "));
    return found ? found[1].toLowerCase().replace("-", "") : "";
  };
  const loose = (group) => [...group.querySelectorAll(LOOSE)].slice(0, 500).filter((one) =>
    (one.matches("a") || NAMED.test(`${one.id} ${one.getAttribute("class") ?? ""}`)) && !one.closest(BUTTON)
    && !one.querySelector(`${FIELD}, ${BUTTON}, div, a`) && line(one.textContent, 60).length < 50);
  const drawn = (group) => Boolean(group.querySelector(DRAWN)) || [...group.querySelectorAll("div, span, i, p, svg")].slice(0, 300)
    .some((one) => !one.closest(`a, label, ${BUTTON}`) && !NAMED.test(`${one.id} ${one.getAttribute("class") ?? ""}`) && ["pointer", "grab", "move"].includes(getComputedStyle(one).cursor));
  const around = (one) => {  // the smallest part of the page that holds a field and a button
    let group = one.parentElement;
    for (let steps = 0; group && group !== document.body && steps < 8; steps++) {
      if (group.querySelector(BUTTON)) return group;
      group = group.parentElement;
    }
    return null;
  };
  const groups = [...document.forms];
  for (const one of [...document.querySelectorAll(FIELD)].slice(0, 500)) {
    const group = one.form || one.closest("form") ? null : around(one);
    if (group && !groups.some((other) => other.contains(group))) groups.push(group);
  }
  return groups.filter((group) => !groups.some((other) => other !== group && other.tagName !== "FORM" && other.contains(group)))
    .slice(0, FORMS).map((group, number) => {
    group.setAttribute("data-glasnost-form", number);
    const form = group.tagName === "FORM";
    const fields = [...(form ? [...group.elements] : group.querySelectorAll(FIELD)),
      ...(form ? group.querySelectorAll("[contenteditable=''], [contenteditable=true]") : [])]
      .filter((one) => one.matches(FIELD) && !one.matches(BUTTON)).slice(0, FIELDS);
    const buttons = [...new Set([...group.querySelectorAll(BUTTON),
      ...(form ? [...group.elements].filter((one) => one.matches(BUTTON)) : []), ...loose(group)])].slice(0, 20);
    fields.forEach((one, place) => one.setAttribute("data-glasnost-field", `${number}-${place}`));
    buttons.forEach((one, place) => one.setAttribute("data-glasnost-button", `${number}-${place}`));
    return {
      action: form ? line(group.getAttribute("action"), 2000) : "",
      method: form ? line(group.getAttribute("method"), 10) || "get" : "", form, marks: line(`${group.id} ${group.className} ${group.getAttribute("name") ?? ""}`, WORDS),
      text: line(group.innerText || group.textContent, TEXT), heading: heading(group), title: line(document.title, WORDS),
      captcha: captcha(group), drawn: drawn(group),
      links: [...group.querySelectorAll("a[href]")].slice(0, 20).map((one) => ({
        text: line(one.textContent, WORDS), url: line(one.href, 500)})),
      fields: fields.map((one) => ({
        kind: one.matches("input") ? one.type : one.matches("select, textarea") ? one.localName : "editable",
        name: line(one.getAttribute("name") || one.id, WORDS), words: words(one), beside: beside(one),
        required: Boolean(one.required || one.getAttribute("aria-required") === "true"),
        bare: !one.getAttribute("name"),
        seen: seen(one) && !trap(one), off: Boolean(one.disabled || one.readOnly), pattern: line(one.getAttribute("pattern"), 100),
        least: line(one.getAttribute("min"), 30),
      })),
      buttons: buttons.map((one) => ({
        text: line(one.innerText || one.value || one.getAttribute("aria-label") || one.title, WORDS),
        kind: one.matches(BUTTON) ? one.matches("a, [role=button]:not(button):not(input)") ? "link" : one.type : "loose", off: Boolean(one.disabled), seen: seen(one),
      })),
    };
  });
}
