// One act in a document whose forms forms.js has marked: see crawler/probes/form.py.
({act, which, words}) => {
  const line = (text, most = 200) => String(text ?? "").replace(/\s+/g, " ").trim().slice(0, most);
  const seen = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== "hidden";
  const group = document.querySelector(`[data-glasnost-form="${which}"]`);
  const fields = () => group ? [...(group.elements ?? group.querySelectorAll("input, textarea, select"))] : [];
  const NOTICES = "[role=alert], [role=alertdialog], [role=dialog], [role=status], [aria-live], "
    + "[class*=error], [class*=alert], [class*=toast], [class*=notif], [class*=notice], [class*=message], [class*=popup], "
    + "[class*=modal], [class*=success], [class*=warn], [class*=swal], [class*=fancybox], [class*=noty], [class*=result]";
  // Lines of the form, of what stands around it, and of the places where pages put their notices.
  const notices = () => [group, group?.parentElement, ...[...document.querySelectorAll(NOTICES)].slice(0, 200)]
    .filter((one) => one && one !== document.body && seen(one)).flatMap((one) => String(one.innerText ?? "").slice(0, 5000).split("\n"))
    .map((one) => line(one)).filter((one) => one.length > 2);
  const FAULT = /err|inval|wrong|fail|danger|warn/i;
  const faults = () => fields().filter((one) => one.getAttribute("aria-invalid") === "true"
    || FAULT.test(`${one.getAttribute("class") ?? ""} ${one.parentElement?.getAttribute("class") ?? ""}`));
  const acts = {
    // Whatever a form would open stays in this window, and a question of the page is answered with yes.
    ready: () => {
      window.confirm = () => true;
      window.onbeforeunload = null;
      for (let one = group?.closest("details"); one; one = one.parentElement?.closest("details")) one.open = true;
      document.querySelectorAll("form, [formtarget]").forEach((one) => {
        one.removeAttribute("target");
        one.removeAttribute("formtarget");
      });
    },
    // The next button or link, not yet pressed, whose words promise the form.
    opener: () => {
      const patterns = words.map((one) => new RegExp(one));
      const fold = (text) => line(text).toLowerCase().replace(/ё/g, "е").replace(/[^0-9a-zа-я]+/g, " ").trim();
      const all = [...document.querySelectorAll("button, a, [role=button], input[type=button], [onclick]")].slice(0, 3000);
      const one = all.find((it) => !it.hasAttribute("data-glasnost-pressed") && seen(it)
        && !(it.form || it.closest("form")) && line(it.innerText || it.value).length < 60
        && patterns.some((pattern) => pattern.test(fold(it.innerText || it.value || it.title))));
      if (!one) return null;
      one.setAttribute("data-glasnost-pressed", "");
      const stay = (event) => { if (event.target.closest?.("a[href]")) event.preventDefault(); };
      window.addEventListener("click", stay);
      one.click();
      window.removeEventListener("click", stay);
      return line(one.innerText || one.value || one.title) || "…";
    },
    // The words of the page where it says that one must log in to write.
    login: () => {
      const text = line(document.body?.innerText, 20000);
      const found = /.{0,100}(?:авториз(?:уйтесь|оваться|оваться)|войдите|войти через|зарегистрир(?:уйтесь|ованн)|esia).{0,100}/i.exec(text);
      return found ? found[0] : null;
    },
    // Tick a box, one of its buttons, or take the first real choice of a list.
    choose: () => {
      const one = document.querySelector(`[data-glasnost-field="${which}"]`);
      if (!one || one.disabled) return;
      if (one.localName === "select") {
        const choice = [...one.options].find((it) => it.value && !it.disabled);
        if (choice && !one.value) one.value = choice.value;
        one.dispatchEvent(new Event("input", {bubbles: true}));
        one.dispatchEvent(new Event("change", {bubbles: true}));
      } else if (one.type === "radio") {
        const others = one.name ? [...document.getElementsByName(one.name)] : [];
        if (!others.some((it) => it.checked)) one.click();
      } else if (!one.checked) {
        one.click();
      }
    },
    // What is shown before a press, kept to tell afterwards what the page answered.
    before: () => {
      const filled = fields().filter((one) => one.matches("textarea, input:not([type=hidden])") && one.value && seen(one));
      window.glasnostBefore = {lines: new Set(notices()), faults: new Set(faults()), filled};
    },
    answer: () => {
      const old = window.glasnostBefore ?? {lines: new Set(), faults: new Set(), filled: []};
      const written = old.filled.filter((one) => one.matches("textarea, input[type=text], input:not([type]), input[type=email]"));
      const red = faults().filter((one) => !old.faults.has(one)).map((one) => line(one.name || one.placeholder || one.id, 60) || "?");
      return {
        lines: [...new Set([...notices().filter((one) => !old.lines.has(one)), ...red])].slice(0, 5),
        emptied: written.length > 0 && written.every((one) => !one.value || !one.isConnected),
      };
    },
    press: () => document.querySelector(`[data-glasnost-button="${which}"]`)?.click(),
    submit: () => group?.requestSubmit?.(),
    // What does not suit the page: the browser's own words on fields, and lines of the form that look like errors.
    complaints: () => {
      if (!group) return [];
      const own = fields().filter((one) => one.willValidate && !one.checkValidity())
        .map((one) => `${line(one.name || one.placeholder, 60)}: ${one.validity.valueMissing ? "не заполнено" : "не подходит"}`);
      const said = [...group.querySelectorAll("[class*=error], [class*=invalid], [role=alert]")]
        .filter((one) => seen(one) && !one.matches("input, textarea, select, form")).map((one) => line(one.innerText));
      return [...new Set([...own, ...said])].filter(Boolean).slice(0, 5);
    },
  };
  return acts[act]() ?? null;
}
