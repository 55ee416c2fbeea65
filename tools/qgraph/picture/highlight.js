// Pointing at a box leaves only the paths through it in colour.
(() => {
  const svg = document.currentScript.closest("svg");
  const edges = [...svg.querySelectorAll("[data-edge]")].map((g) => [g, ...g.dataset.edge.split(" ")]);
  const boxes = [...svg.querySelectorAll("[data-box]")];
  const reach = (start, from, to) => {
    const found = new Set([start]);
    for (const box of found) { // grows while it is walked
      for (const e of edges) if (e[from] === box) found.add(e[to]);
    }
    return found;
  };
  const show = (box) => {
    const up = box && reach(box, 2, 1), down = box && reach(box, 1, 2);
    for (const [g, from, to] of edges) {
      g.classList.toggle("off", !!box && !(up.has(from) && up.has(to)) && !(down.has(from) && down.has(to)));
    }
    for (const b of boxes) b.classList.toggle("off", !!box && !up.has(b.dataset.box) && !down.has(b.dataset.box));
  };
  for (const b of boxes) {
    b.addEventListener("mouseenter", () => show(b.dataset.box));
    b.addEventListener("mouseleave", () => show(null));
  }
})();
