extension ReportDocument {
    /// What the figures' roles look like. Colours are Okabe and Ito's, which those who see few colours tell apart too;
    /// shapes and words say the same.
    static let figureStyle = """
        figure { margin: 18px 0 26px; }
        figure > svg { display: block; width: 100%; height: auto; touch-action: pan-y; }
        svg.medium, svg.narrow { display: none; }
        figure > figcaption { margin-top: 8px; }
        .t { fill: var(--ink); font-family: inherit; paint-order: stroke; stroke: var(--bg); stroke-width: 3px;
          stroke-linejoin: round; }
        .t.muted { fill: var(--muted); }
        .t.strong { font-weight: 600; }
        .t.v-reproduced { fill: var(--front); } .t.v-directionOnly { fill: var(--ours); }
        .t.v-inconclusive { fill: var(--muted); } .t.v-contradicted { fill: var(--bad); }
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
        .k0 { --k: var(--c0); } .k1 { --k: var(--c1); } .k2 { --k: var(--c2); } .k3 { --k: var(--c3); }
        .k4 { --k: var(--c4); } .k5 { --k: var(--c5); } .k6 { --k: var(--c6); }
        .curve { cursor: pointer; }
        .curve .line { stroke: var(--bar); stroke-width: 1.1; opacity: 0.6; }
        .curve .point { fill: var(--bar); opacity: 0.6; }
        .curve .t { fill: var(--muted); }
        .curve .band, .curve .training { display: none; }
        .curve.on .line { stroke: var(--k); stroke-width: 2.4; opacity: 1; }
        .curve.on.d1 .line { stroke-dasharray: 9 3; } .curve.on.d2 .line { stroke-dasharray: 2 3; }
        .curve.on .point { fill: var(--k); opacity: 1; }
        .curve.on .t { fill: var(--k); font-weight: 600; }
        .curve.on .band { display: inline; fill: var(--k); opacity: 0.16; }
        .curve.on .training { display: inline; stroke: var(--k); stroke-width: 1.4; }
        .pointed { stroke: var(--ink); stroke-width: 2.5; }
        svg [tabindex]:focus { outline: none; } svg [tabindex]:focus-visible { outline: 2px solid var(--ink); }
        .tip { position: absolute; z-index: 2; max-width: min(420px, 94vw); padding: 4px 9px; border-radius: 5px;
          background: var(--ink); color: var(--bg); font-size: 0.85rem; pointer-events: none; }
        .tip[hidden] { display: none; }
        .switches { list-style: none; display: flex; flex-wrap: wrap; gap: 5px; padding: 0; margin: 8px 0 0; max-width: none; }
        .switches button, .save { font: inherit; font-size: 0.8rem; color: var(--muted); background: var(--soft);
          border: 1px solid var(--rule); border-radius: 5px; padding: 2px 8px; cursor: pointer; }
        .switches button[aria-pressed="true"] { color: var(--k); border-color: var(--k); font-weight: 600; }
        .save:hover, .switches button:hover { border-color: var(--ink); }
        .save { margin-top: 6px; }
        """
}
