// Finds organisations by name or municipality. The list comes in scripts beside the page when somebody begins to search.
// Without JavaScript the form is not shown, and the lists by municipality, sector and letter stand in its place.
(() => {
  const form = document.getElementById("find");
  if (!form) return;
  const { files, most, some, none, loading } = form.dataset, waiting = files.split(" "), rows = [];
  const field = form.elements.q, list = document.getElementById("found"), output = form.querySelector("output");
  const plain = text => text.toLocaleLowerCase("ru").replaceAll("\u0451", "\u0435").replace(/[«»"„“]/g, "");
  let left = waiting.length, begun = false;

  window.glasnost = part => {
    for (const row of part) rows.push([plain(row.slice(0, 3).join(" ")), row]);
    left -= 1;
    show();
  };
  const load = () => {
    const file = waiting.shift();
    if (!file) return;
    const script = document.createElement("script");
    script.src = file;
    script.charset = "utf-8";
    script.onload = load;
    script.onerror = () => { left -= 1; load(); show(); };
    document.head.append(script);
  };
  const line = ([name, full, place, sector, page, score]) => {
    const item = document.createElement("li"), link = document.createElement("a"), sub = document.createElement("span");
    link.href = page;
    link.textContent = name;
    sub.className = "sub";
    sub.textContent = [place, sector, score && form.dataset.score.replace("{n}", score)].filter(Boolean).join(" · ");
    item.append(link, sub);
    if (full) link.title = full;
    return item;
  };
  const show = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const found = words.length ? rows.filter(([text]) => words.every(word => text.includes(word))) : [];
    list.replaceChildren(...found.slice(0, +most).map(([, row]) => line(row)));
    const told = found.length > +most ? some : found.length ? form.dataset.all : left ? loading : none;
    output.textContent = words.length ? told.replace("{n}", found.length).replace("{most}", most) : "";
  };
  const begin = () => { if (!begun) { begun = true; load(); } };
  field.addEventListener("focus", begin);
  form.addEventListener("input", () => { begin(); show(); });
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
})();
