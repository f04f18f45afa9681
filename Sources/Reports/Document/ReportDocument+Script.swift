extension ReportDocument {
    /// What a reader can do with the page: sort and save tables, point at marks, choose lines, save figures. All that it
    /// shows is there without it.
    static let script = [tables, folding, pointing, choosing, saving, printing].joined(separator: "\n")

    /// Sorts a table by the column whose head is pressed, empty cells last.
    private static let tables = """
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
        """

    /// A table that is wider than its place becomes a block a row, each value under its head.
    private static let folding = """
        for (const table of document.querySelectorAll("table")) {
          const heads = [...table.tHead.rows[0].cells].map(head => head.textContent);
          for (const row of [...table.tBodies[0].rows, ...(table.tFoot?.rows ?? [])])
            [...row.cells].forEach((cell, column) => { cell.dataset.h = heads[column]; });
        }
        const fold = () => {
          for (const box of document.querySelectorAll(".scroll")) {
            box.classList.remove("folded");
            if (box.clientWidth && box.scrollWidth > box.clientWidth + 1) box.classList.add("folded");
          }
        };
        fold();
        addEventListener("resize", fold);
        document.addEventListener("toggle", fold, true);
        """

    /// Shows what a mark says, at once, to pointer, finger and keyboard. The arrow keys go from mark to mark.
    private static let pointing = """
        const tip = document.createElement("div");
        tip.className = "tip";
        tip.setAttribute("role", "status");
        tip.hidden = true;
        document.body.append(tip);
        const tell = mark => {
          document.querySelectorAll(".pointed").forEach(other => other.classList.remove("pointed"));
          tip.hidden = !mark;
          if (!mark) return;
          mark.classList.add("pointed");
          tip.textContent = mark.getAttribute("aria-label");
          const box = mark.getBoundingClientRect(), width = tip.offsetWidth;
          const left = Math.min(Math.max(box.left + box.width / 2 - width / 2, 4), innerWidth - width - 4);
          const above = box.top - tip.offsetHeight - 8;
          tip.style.left = left + scrollX + "px";
          tip.style.top = (above < 0 ? box.bottom + 8 : above) + scrollY + "px";
        };
        for (const svg of document.querySelectorAll("figure > svg")) {
          const marks = [...svg.querySelectorAll("title")].map(title => title.parentNode).filter(mark => mark !== svg);
          for (const mark of marks) {
            const title = mark.querySelector("title");
            mark.setAttribute("aria-label", title.textContent);
            mark.setAttribute("role", "img");
            mark.setAttribute("tabindex", -1);
            mark.addEventListener("focus", () => tell(mark));
            mark.addEventListener("blur", () => tell(null));
            title.remove();
          }
          if (marks.length === 0) continue;
          svg.setAttribute("role", "group");
          marks[0].setAttribute("tabindex", 0);
          svg.addEventListener("keydown", event => {
            const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
            const place = marks.indexOf(document.activeElement);
            if (event.key === "Escape") tell(null);
            if (!step || place < 0) return;
            event.preventDefault();
            const next = marks[(place + step + marks.length) % marks.length];
            marks.forEach(mark => mark.setAttribute("tabindex", mark === next ? 0 : -1));
            next.focus();
          });
          const nearest = event => {
            let best = null, least = 26;
            for (const mark of marks) {
              const box = mark.getBoundingClientRect();
              const x = Math.max(box.left - event.clientX, 0, event.clientX - box.right);
              const y = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
              const distance = Math.hypot(x, y);
              if (distance < least) [best, least] = [mark, distance];
            }
            return best;
          };
          svg.addEventListener("pointermove", event => tell(nearest(event)));
          svg.addEventListener("pointerdown", event => tell(nearest(event)));
          svg.addEventListener("pointerleave", () => tell(null));
        }
        """

    /// Switches for lines that lie over each other.
    private static let choosing = """
        for (const figure of document.querySelectorAll("figure")) {
          const lines = [...figure.querySelectorAll("g.curve")];
          const names = [...new Set(lines.map(line => line.dataset.k))];
          if (names.length < 2) continue;
          const colours = 7, list = document.createElement("ul");
          list.className = "switches";
          list.setAttribute("aria-label", "Steps that stand out");
          const of = name => lines.filter(line => line.dataset.k === name);
          const colour = line => [...line.classList].find(name => /^k[0-9]$/.test(name));
          const buttons = names.map(name => {
            const item = document.createElement("li"), button = document.createElement("button");
            button.type = "button";
            button.textContent = name;
            button.addEventListener("click", () => choose(name));
            item.append(button);
            list.append(item);
            return button;
          });
          const show = () => names.forEach((name, index) => {
            const line = of(name)[0], isOn = line.classList.contains("on");
            buttons[index].setAttribute("aria-pressed", isOn);
            buttons[index].className = isOn ? colour(line) : "";
          });
          const choose = name => {
            const isOn = of(name)[0].classList.contains("on");
            const taken = lines.filter(line => line.classList.contains("on")).map(colour);
            const free = [...Array(colours).keys()].map(index => "k" + index).find(key => !taken.includes(key)) || "k0";
            for (const line of of(name)) {
              const own = colour(line);
              if (own) line.classList.remove(own);
              line.classList.toggle("on", !isOn);
              if (!isOn) { line.classList.add(free); line.parentNode.append(line); }
            }
            show();
          };
          for (const line of lines) line.addEventListener("click", () => choose(line.dataset.k));
          figure.querySelector("figcaption").before(list);
          show();
        }
        """

    /// Figures as SVG files that look alike anywhere, tables as CSV.
    private static let saving = """
        const svgText = figure => {
          const shown = [...figure.querySelectorAll("svg")].find(svg => svg.getClientRects().length) || figure.querySelector("svg");
          const copy = shown.cloneNode(true), root = getComputedStyle(document.documentElement);
          const [, , width, height] = shown.getAttribute("viewBox").split(" ");
          copy.setAttribute("width", width);
          copy.setAttribute("height", height);
          copy.removeAttribute("class");
          const names = new Set(), rules = [];
          for (const rule of document.styleSheets[0].cssRules) {
            if (rule.selectorText && /^(\\.[tlfok]|g\\.curve|\\.curve|\\.v-)/.test(rule.selectorText)) {
              rules.push(rule.cssText);
              for (const name of rule.cssText.matchAll(/--[a-z0-9-]+/g)) names.add(name[0]);
            }
          }
          names.add("--bg");
          const values = [...names].map(name => name + ":" + root.getPropertyValue(name).trim()).join(";");
          const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
          style.textContent = "svg{" + values + ";font-family:sans-serif}" + rules.join("") + "#page{fill:var(--bg)}";
          const page = document.createElementNS("http://www.w3.org/2000/svg", "rect");
          page.id = "page";
          page.setAttribute("width", width);
          page.setAttribute("height", height);
          copy.prepend(style, page);
          return new XMLSerializer().serializeToString(copy);
        };
        const csvText = table => [table.tHead.rows[0], ...table.tBodies[0].rows, ...(table.tFoot?.rows ?? [])].map(row => [...row.cells].map(cell => {
          const text = cell.dataset.x ?? cell.dataset.v ?? cell.textContent;
          return /[",\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
        }).join(",")).join("\\n") + "\\n";
        const saver = (label, name, type, text) => {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "save";
          button.textContent = label;
          button.addEventListener("click", () => {
            const link = document.createElement("a");
            link.href = URL.createObjectURL(new Blob([text()], { type }));
            link.download = name;
            link.click();
            setTimeout(() => URL.revokeObjectURL(link.href), 10000);
          });
          return button;
        };
        const plain = document.title.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase();
        for (const figure of document.querySelectorAll("figure[id]"))
          figure.append(saver("Save as SVG", plain + "-" + figure.id.replace("figure-", "") + ".svg", "image/svg+xml",
            () => svgText(figure)));
        document.querySelectorAll("div.table").forEach((part, index) => {
          const name = (part.closest("section")?.id || "table") + "-" + (index + 1);
          part.append(saver("Save as CSV", plain + "-" + name + ".csv", "text/csv", () => csvText(part.querySelector("table"))));
        });
        """

    /// Opens what is folded.
    private static let printing = """
        addEventListener("beforeprint", () => {
          for (const part of document.querySelectorAll("details:not(.query)")) part.open = true;
          document.querySelectorAll(".folded").forEach(box => box.classList.remove("folded"));
        });
        addEventListener("afterprint", fold);
        """
}
