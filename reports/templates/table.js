// Sorts and filters the table of organisations in place. Without it the heads are links to pages in that order.
(() => {
  const box = document.getElementById("orgs");
  if (!box) return;
  const body = box.querySelector("tbody"), form = box.querySelector("form");
  const rows = [...body.rows], heads = [...box.querySelectorAll("thead th")];
  const plain = words => words.toLocaleLowerCase("ru").replaceAll("\u0451", "\u0435").replace(/[«»"„“]/g, "");
  const text = new Intl.Collator(document.documentElement.lang);
  if (!form) return;

  heads.forEach((head, column) => head.firstElementChild.addEventListener("click", event => {
    event.preventDefault();
    const was = head.getAttribute("aria-sort");
    const up = was ? was === "descending" : column === 0;
    heads.forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const value = row => row.cells[column].dataset.v;
    const compare = column ? (a, b) => value(a) - value(b) : (a, b) => text.compare(value(a), value(b));
    rows.sort((a, b) => up ? compare(a, b) : compare(b, a)).forEach(row => body.append(row));
  }));

  for (const select of form.querySelectorAll("select")) {
    const words = [...new Set(rows.map(row => row.dataset[select.name]))].filter(Boolean).sort(text.compare);
    words.forEach(word => select.add(new Option(word, word)));
  }
  const field = name => form.elements[name] ? form.elements[name].value : "";
  const output = form.querySelector("output");
  const show = () => {
    const wanted = plain(field("q")).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = ["s", "m"].every(name => !field(name) || row.dataset[name] === field(name))
        && wanted.every(word => plain(row.cells[0].textContent).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    output.textContent = box.dataset.shown.replace("{n}", shown);
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
})();
