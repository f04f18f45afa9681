import AblateFigures

extension ReportDocument {
    /// The page's rules, and those that its figures bring with them, each once.
    package static func style(ofFigures figures: [Figure]) -> String {
        var own: [String] = []
        for style in figures.map(\.style) where !style.isEmpty && !own.contains(style) { own.append(style) }
        return ([pageStyle, figureStyle] + own + [narrowStyle]).joined(separator: "\n")
    }

    private static let pageStyle = """
        :root { color-scheme: light dark; --bg: #ffffff; --ink: #1b1f24; --muted: #57606a; --rule: #d0d7de;
          --grid: #e6e9ed; --soft: #f4f6f8; --ours: #0072b2; --paper: #b34700; --front: #007a5a; --bar: #9aa7b3;
          --bad: #b3261e; --quarter: #eef3f7; --c0: #0072b2; --c1: #b34700; --c2: #007a5a; --c3: #a8457f; --c4: #8a6d00;
          --c5: #5b4fa8; --c6: #3f6f7f; }
        @media (prefers-color-scheme: dark) { :root { --bg: #10151b; --ink: #e6eaef; --muted: #9da8b4; --rule: #39424d;
          --grid: #242c35; --soft: #1a212a; --ours: #62b6ea; --paper: #f0a060; --front: #4cc9a0; --bar: #5d6b79;
          --bad: #ff8a80; --quarter: #18212a; --c0: #62b6ea; --c1: #f0a060; --c2: #4cc9a0; --c3: #e59ac6; --c4: #e0c24a;
          --c5: #b3a8f2; --c6: #8fc4d4; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--bg); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        main { max-width: 1648px; margin: 0 auto; padding: 16px 24px 64px; }
        h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 2px; overflow-wrap: anywhere; }
        h2 { font-size: 1.35rem; margin: 48px 0 12px; padding-top: 12px; border-top: 1px solid var(--rule); }
        h3 { font-size: 1.05rem; margin: 28px 0 8px; }
        p, li { max-width: 78ch; overflow-wrap: break-word; }
        .lead { color: var(--muted); margin: 0 0 8px; max-width: none; font-size: 0.92rem; }
        .glance { display: flex; gap: 12px 36px; align-items: flex-start; justify-content: space-between; }
        .glance p { margin: 0 0 4px; max-width: 110ch; font-size: 0.95rem; }
        .glance ul { list-style: none; margin: 0; padding: 0; flex: none; }
        .glance li { display: grid; grid-template-columns: 2.2em 1fr; gap: 8px; align-items: baseline; white-space: nowrap; }
        .glance b { font-size: 1.25rem; line-height: 1.3; text-align: right; font-variant-numeric: tabular-nums; }
        header figure { margin: 4px 0 16px; }
        a { color: var(--ours); }
        nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 10px 0; margin: 0; max-width: none;
          border-top: 1px solid var(--rule); }
        code { font: 0.88em ui-monospace, "DejaVu Sans Mono", monospace; background: var(--soft); padding: 1px 4px;
          border-radius: 3px; overflow-wrap: anywhere; }
        .table { margin: 18px 0 26px; }
        .caption, figcaption { color: var(--muted); font-size: 0.9rem; max-width: 92ch; margin: 0 0 8px; }
        .scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 6px; }
        .folded { overflow: visible; border: 0; }
        .folded table, .folded tbody, .folded tfoot, .folded tr { display: block; }
        .folded thead { display: none; }
        .sortby { display: none; font-size: 0.8rem; color: var(--muted); }
        .sortby:has(+ .folded) { display: block; margin-bottom: 6px; }
        .watch { color: var(--muted); font-size: 0.85rem; margin: 0 0 4px; }
        .folded tr { border: 1px solid var(--rule); border-radius: 6px; margin: 0 0 8px; padding: 6px 10px;
          display: grid; grid-template-columns: repeat(auto-fill, minmax(min(132px, 100%), 1fr)); gap: 2px 14px; }
        .folded td, .folded tbody th, .folded tfoot th { display: block; border: 0; padding: 1px 0; text-align: left; white-space: normal;
          min-width: 0; position: static; overflow-wrap: anywhere; }
        .folded tbody th, .folded .long { grid-column: 1 / -1; }
        .folded td:empty { display: none; }
        .folded td::before { content: attr(data-h); display: block; color: var(--muted); font-size: 0.7rem; font-weight: 400; }
        .scroll:focus-visible, summary:focus-visible, button:focus-visible { outline: 2px solid var(--ours); }
        table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.78rem; font-variant-numeric: tabular-nums; }
        th, td { padding: 6px; text-align: left; vertical-align: top; white-space: nowrap;
          border-bottom: 1px solid var(--grid); }
        tbody tr:last-child > * { border-bottom: 0; }
        tbody tr:hover > * { background: var(--soft); }
        thead th { background: var(--soft); vertical-align: bottom; white-space: normal; }
        tfoot > tr > * { border-top: 1px solid var(--rule); border-bottom: 0; }
        tfoot th { font-weight: 600; }
        tbody th { font-weight: 600; background: var(--bg); position: sticky; left: 0; white-space: normal;
          min-width: 11em; }
        .r { text-align: right; }
        .long { white-space: normal; min-width: 150px; overflow-wrap: break-word; }
        .wordy { min-width: 280px; }
        .hash { font: 0.78rem ui-monospace, "DejaVu Sans Mono", monospace; }
        th button { all: unset; cursor: pointer; font-weight: 600; }
        th button::after { content: " ↕"; color: var(--bar); font-weight: 400; }
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
        .pictures ul { list-style: none; padding: 0; margin: 0; display: grid; gap: 10px 8px;
          grid-template-columns: repeat(auto-fill, minmax(88px, 1fr)); }
        .pictures img { width: 84px; height: 84px; object-fit: contain; image-rendering: pixelated; display: block;
          border: 1px solid var(--rule); background: #000; }
        .pictures span { font-size: 0.75rem; color: var(--muted); overflow-wrap: anywhere; }
        """

    /// Last, since it takes back what stands before it.
    private static let narrowStyle = """
        @media (max-width: 1100px) {
          figure > svg.wide { display: none; }
          figure > svg.medium { display: block; }
        }
        @media (max-width: 720px) {
          main { padding: 14px 14px 48px; }
          figure > svg.medium { display: none; }
          figure > svg.narrow { display: block; max-width: 520px; }
          .glance { display: block; }
          .glance ul { display: flex; flex-wrap: wrap; gap: 0 14px; }
          .glance li { display: block; white-space: normal; }
          tbody th { white-space: normal; min-width: 84px; }
          .wordy { min-width: 220px; }
        }
        @media print {
          :root { color-scheme: light; --bg: #ffffff; --ink: #000000; --muted: #444444; --rule: #bbbbbb; --grid: #dddddd;
            --soft: #f4f4f4; --ours: #0072b2; --paper: #b34700; --front: #007a5a; --bar: #9aa7b3; --bad: #b3261e;
            --quarter: #f0f0f0; --c0: #0072b2; --c1: #b34700; --c2: #007a5a; --c3: #a8457f; --c4: #8a6d00; --c5: #5b4fa8;
            --c6: #3f6f7f; }
          @page { size: A4; margin: 11mm; }
          body { font-size: 9pt; line-height: 1.35; }
          main { max-width: none; padding: 0; }
          nav, .query, .save, .switches, .tip, .watch, .sortby { display: none !important; }
          p, li, .caption, figcaption { max-width: none; break-inside: avoid; }
          .caption, figcaption { font-size: 8pt; }
          p, ul { margin-top: 4px; margin-bottom: 4px; }
          h2 { margin: 14px 0 4px; padding-top: 6px; }
          h3 { margin: 10px 0 4px; }
          .table, figure { margin: 6px 0 10px; }
          figure > svg.medium { display: block; } figure > svg.wide, figure > svg.narrow { display: none; }
          #figure-agreement svg { width: 78%; }
          .scroll { overflow: visible; border: 0; }
          table { font-size: 6.2pt; line-height: 1.25; }
          th, td { padding: 1px 3px; }
          tbody th { min-width: 0; }
          th button::after { content: none !important; }
          .hash { font-size: 5.6pt; }
          .long, .wordy { min-width: 0; }
          .pictures ul { grid-template-columns: repeat(12, 1fr); gap: 4px; }
          .pictures img { width: 48px; height: 48px; }
          .pictures span { font-size: 5.6pt; }
          summary { display: none; }
          tr, figure, svg, .pictures li { break-inside: avoid; }
          h2, h3, .caption { break-after: avoid; }
          h2 + p, h3 + p, h2 + ul, h3 + ul { break-after: avoid; }
        }
        """
}
