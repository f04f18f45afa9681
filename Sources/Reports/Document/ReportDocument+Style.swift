extension ReportDocument {
    /// Colours are Okabe and Ito's, which those who see few colours tell apart too; shapes and words say the same.
    static let style = """
        :root { color-scheme: light dark; --bg: #ffffff; --ink: #1b1f24; --muted: #57606a; --rule: #d0d7de;
          --grid: #e6e9ed; --soft: #f4f6f8; --ours: #0072b2; --paper: #b34700; --front: #007a5a; --bar: #9aa7b3;
          --bad: #b3261e; --quarter: #eef3f7; }
        @media (prefers-color-scheme: dark) { :root { --bg: #10151b; --ink: #e6eaef; --muted: #9da8b4; --rule: #39424d;
          --grid: #242c35; --soft: #1a212a; --ours: #62b6ea; --paper: #f0a060; --front: #4cc9a0; --bar: #5d6b79;
          --bad: #ff8a80; --quarter: #18212a; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--bg); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        main { max-width: 1248px; margin: 0 auto; padding: 24px 24px 64px; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 8px; overflow-wrap: anywhere; }
        h2 { font-size: 1.35rem; margin: 48px 0 12px; padding-top: 12px; border-top: 1px solid var(--rule); }
        h3 { font-size: 1.05rem; margin: 28px 0 8px; }
        p, li { max-width: 78ch; overflow-wrap: break-word; }
        .lead { color: var(--muted); margin: 0 0 16px; }
        a { color: var(--ours); }
        nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 0; }
        code { font: 0.88em ui-monospace, "DejaVu Sans Mono", monospace; background: var(--soft); padding: 1px 4px;
          border-radius: 3px; overflow-wrap: anywhere; }
        .table { margin: 18px 0 26px; }
        .caption, figcaption { color: var(--muted); font-size: 0.9rem; max-width: 92ch; margin: 0 0 8px; }
        .scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 6px; }
        .scroll:focus-visible, summary:focus-visible, button:focus-visible { outline: 2px solid var(--ours); }
        table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.78rem; font-variant-numeric: tabular-nums; }
        th, td { padding: 6px; text-align: left; vertical-align: top; white-space: nowrap;
          border-bottom: 1px solid var(--grid); }
        tbody tr:last-child > * { border-bottom: 0; }
        tbody tr:hover > * { background: var(--soft); }
        thead th { background: var(--soft); vertical-align: bottom; white-space: normal; }
        tbody th { font-weight: 600; background: var(--bg); position: sticky; left: 0; white-space: normal;
          min-width: 11em; }
        .r { text-align: right; }
        .long { white-space: normal; min-width: 150px; overflow-wrap: break-word; }
        .wordy { min-width: 280px; }
        .hash { font: 0.78rem ui-monospace, "DejaVu Sans Mono", monospace; }
        th button { all: unset; cursor: pointer; font-weight: 600; }
        th button:hover { text-decoration: underline; }
        th[aria-sort="ascending"] button::after { content: " ↑"; }
        th[aria-sort="descending"] button::after { content: " ↓"; }
        .verdict { font-weight: 600; }
        .v-reproduced { color: var(--front); }
        .v-directionOnly { color: var(--ours); }
        .v-inconclusive { color: var(--muted); }
        .v-contradicted { color: var(--bad); }
        details { margin: 6px 0; font-size: 0.9rem; }
        summary { cursor: pointer; color: var(--muted); }
        .query code { display: block; margin-top: 4px; padding: 8px; }
        figure { margin: 18px 0 26px; }
        svg { display: block; width: 100%; height: auto; max-width: 1000px; }
        svg.narrow { display: none; }
        figure > figcaption { margin-top: 8px; }
        .t { fill: var(--ink); font-family: inherit; paint-order: stroke; stroke: var(--bg); stroke-width: 3px;
          stroke-linejoin: round; }
        .t.muted { fill: var(--muted); }
        .t.strong { font-weight: 600; }
        .l { fill: none; stroke-width: 1.6; }
        .l.dashed { stroke-dasharray: 4 3; }
        .o { fill: var(--bg); stroke-width: 1.8; }
        .f.ours { fill: var(--ours); } .l.ours { stroke: var(--ours); stroke-width: 2.2; }
        .l.ours.dashed { stroke-width: 1.5; }
        .l.ours-soft { stroke: var(--ours); opacity: 0.4; } .f.ours-soft { fill: var(--ours); opacity: 0.18; }
        .f.seed { fill: var(--ink); stroke: var(--bg); stroke-width: 0.7; }
        .f.paper { fill: var(--paper); } .l.paper { stroke: var(--paper); stroke-width: 2; }
        .l.paper-soft { stroke: var(--paper); opacity: 0.45; }
        .o.branch, .l.branch { stroke: var(--ours); }
        .f.bar { fill: var(--bar); }
        .f.front { fill: var(--front); } .l.front { stroke: var(--front); stroke-width: 2; }
        .f.reference { fill: var(--quarter); }
        .l.grid { stroke: var(--grid); stroke-width: 1; }
        .l.axis { stroke: var(--muted); stroke-width: 1.2; } .l.zero { stroke: var(--muted); stroke-width: 1.2; }
        .l.diverged { stroke: var(--bad); stroke-width: 2; }
        .pictures ul { list-style: none; padding: 0; margin: 0; display: grid; gap: 10px 8px;
          grid-template-columns: repeat(auto-fill, minmax(88px, 1fr)); }
        .pictures img { width: 84px; height: 84px; object-fit: contain; image-rendering: pixelated; display: block;
          border: 1px solid var(--rule); background: #000; }
        .pictures span { font-size: 0.75rem; color: var(--muted); overflow-wrap: anywhere; }
        @media (max-width: 720px) {
          main { padding: 16px 14px 48px; }
          svg.wide { display: none; }
          svg.narrow { display: block; max-width: 520px; }
          tbody th { white-space: normal; min-width: 84px; }
          .wordy { min-width: 220px; }
        }
        @media print {
          :root { color-scheme: light; --bg: #ffffff; --ink: #000000; --muted: #444444; --rule: #bbbbbb; --grid: #dddddd;
            --soft: #f4f4f4; --ours: #0072b2; --paper: #b34700; --front: #007a5a; --bar: #9aa7b3; --bad: #b3261e;
            --quarter: #f0f0f0; }
          @page { size: A4 landscape; margin: 12mm; }
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          nav, .query { display: none; }
          .scroll { overflow: visible; border: 0; }
          table { font-size: 7pt; }
          th, td { padding: 2px 4px; }
          .hash { font-size: 6pt; }
          .long, .wordy { min-width: 0; }
          tr, figure, svg, .pictures li { break-inside: avoid; }
          h2, h3, .caption { break-after: avoid; }
          svg { max-width: 240mm; }
        }
        """

    /// Sorts a table by the column whose head is pressed, empty cells last; opens what is folded before printing.
    static let script = """
        for (const table of document.querySelectorAll("table")) {
          const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
          const value = (row, column) => {
            const cell = row.cells[column];
            return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
          };
          heads.forEach((head, column) => {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = head.textContent;
            head.replaceChildren(button);
            button.addEventListener("click", () => {
              const down = head.getAttribute("aria-sort") === "ascending";
              heads.forEach(other => other.removeAttribute("aria-sort"));
              head.setAttribute("aria-sort", down ? "descending" : "ascending");
              const rows = [...body.rows].sort((first, second) => {
                const [a, b] = [value(first, column), value(second, column)];
                if (a === "" || b === "") return (a === "") - (b === "");
                const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
                return down ? -order : order;
              });
              body.append(...rows);
            });
          });
        }
        addEventListener("beforeprint", () => {
          for (const part of document.querySelectorAll("details:not(.query)")) part.open = true;
        });
        """
}
