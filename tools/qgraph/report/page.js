'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const list = document.getElementById('list');
  const more = document.getElementById('more');
  const chips = document.getElementById('chips');
  const search = document.getElementById('search');
  const order = document.getElementById('order');
  const step = 200; // rows at a time

  // The text that a search looks at, in lower case once and not at each key.
  for (const p of data.paths) p.words = `${p.p} ${data.classes[p.c]} ${data.texts[p.t]}`.toLowerCase();
  const slow = [...data.paths].sort((a, b) => b.d - a.d);

  // filter holds the filters of the list, besides the words of the search.
  let filter = {};
  let found = [];
  let shown = 0;

  function element(tag, className, text) {
    const e = document.createElement(tag);
    if (className) e.className = className;
    if (text !== undefined) e.textContent = text;
    return e;
  }

  function row(p) {
    const tr = element('tr');
    const badge = element('td');
    badge.append(element('span', `badge ${data.colours[p.c]}`, data.classes[p.c]));
    const path = element('td', 'path');
    if (p.f) {
      const a = element('a', '', p.p);
      a.href = `#f-${p.f}`;
      path.append(a);
    } else {
      path.textContent = p.p;
    }
    const took = element('td', 'took', p.d ? `${(p.d / 1000).toFixed(2)} s` : '');
    if (p.k) took.append(' (cached)');
    if (p.t) path.append(element('span', 'text', data.texts[p.t]));
    tr.append(badge, path, took);
    return tr;
  }

  function show() {
    const rows = document.createDocumentFragment();
    for (const p of found.slice(shown, shown + step)) rows.append(row(p));
    list.append(rows);
    shown = Math.min(shown + step, found.length);
    more.hidden = shown === found.length;
    more.textContent = `show ${Math.min(step, found.length - shown)} more of ${found.length - shown}`;
  }

  function chip(key, text) {
    const b = element('button', '', `${text} ✕`);
    b.type = 'button';
    b.title = 'Show the others again';
    b.addEventListener('click', () => { delete filter[key]; update(); });
    return b;
  }

  function update() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = (order.value === 'slow' ? slow : data.paths).filter((p) =>
      (filter.class === undefined || data.classes[p.c] === filter.class) &&
      (filter.machine === undefined || p.m === filter.machine) &&
      (filter.suite === undefined || p.s === filter.suite) &&
      (filter.family === undefined || p.y === filter.family) &&
      (filter.text === undefined || data.texts[p.t] === filter.text) &&
      words.every((w) => p.words.includes(w)));
    list.replaceChildren();
    shown = 0;
    show();
    chips.replaceChildren(`${found.length} of ${data.paths.length} paths `);
    for (const [key, value] of Object.entries(filter)) chips.append(chip(key, value), ' ');
    for (const c of document.querySelectorAll('.cell')) {
      c.classList.toggle('chosen', c.dataset.machine === filter.machine && c.dataset.suite === filter.suite && c.dataset.family === filter.family);
    }
  }

  // only narrows the list to the clicked value, and scrolls to it.
  function only(value) {
    filter = value;
    search.value = '';
    update();
    document.getElementById('paths').scrollIntoView();
  }

  async function copy(button) {
    const pre = button.closest('h4').nextElementSibling;
    try {
      await navigator.clipboard.writeText(pre.textContent);
    } catch { // a page from a disk may not write to the clipboard: use the older way
      const selection = getSelection();
      selection.selectAllChildren(pre);
      if (!document.execCommand('copy')) return; // the text stays selected
      selection.removeAllRanges();
    }
    button.textContent = 'copied';
    button.addEventListener('blur', () => { button.textContent = 'copy'; }, { once: true });
  }

  // A link to a failure opens it, and the group that it is in.
  function reveal() {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    for (let e = target; e; e = e.parentElement) {
      if (e.tagName === 'DETAILS') e.open = true;
    }
    if (target) target.scrollIntoView();
  }

  document.addEventListener('click', (event) => {
    const b = event.target.closest('button');
    if (!b) return;
    if (b.matches('.cell')) only({ ...b.dataset });
    if (b.matches('.total')) only({ class: b.dataset.class });
    if (b.matches('.reason')) only({ class: b.dataset.class, text: b.dataset.text });
    if (b.matches('.copy')) copy(b);
    if (b.matches('.fold')) {
      for (const d of document.querySelectorAll('#failures details')) d.open = Boolean(b.dataset.open);
    }
  });
  search.addEventListener('input', update);
  search.closest('form').addEventListener('submit', (event) => event.preventDefault());
  order.addEventListener('change', update);
  more.addEventListener('click', show);
  addEventListener('keydown', (event) => {
    if (event.key === '/' && !event.target.closest('input, select')) {
      event.preventDefault();
      search.focus();
    }
  });
  addEventListener('hashchange', reveal);
  addEventListener('beforeprint', () => {
    for (const d of document.querySelectorAll('#failures details')) d.open = true;
  });

  update();
  reveal();
})();
