extension ReportDocument {
    /// What a reader can do with the page: sort and save tables, point at marks, choose lines, save figures. All that it
    /// shows is there without it.
    static let script = [sorting, folding, pointing, choosing, savingFigures, savingTables, printing]
        .joined(separator: "\n")

    /// Sorts a table by the column whose head is pressed, empty cells last: up, down, and as it was. Where the heads are
    /// folded away a menu does it.
    private static let sorting = """
        const tables = [...document.querySelectorAll("table")].map(table => {
          const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], original = [...body.rows];
          const names = heads.map(head => head.textContent);
          const value = (row, column) => {
            const cell = row.cells[column];
            if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
            return cell.textContent.replace(/^[^\\p{L}\\p{N}]+/u, "");
          };
          const menu = document.createElement("select");
          const sort = (column, order) => {
            heads.forEach(head => head.removeAttribute("aria-sort"));
            if (order !== "none") heads[column].setAttribute("aria-sort", order);
            const rows = order === "none" ? original : [...original].sort((first, second) => {
              const [a, b] = [value(first, column), value(second, column)];
              if (a === "" || b === "") return (a === "") - (b === "");
              const least = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
              return order === "descending" ? -least : least;
            });
            body.append(...rows);
            menu.value = order === "none" ? "none" : column + " " + order;
          };
          const next = { ascending: "descending", descending: "none" };
          const buttons = heads.map((head, column) => {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = names[column];
            button.addEventListener("click", () => sort(column, next[head.getAttribute("aria-sort")] || "ascending"));
            head.replaceChildren(button);
            return button;
          });
          menu.append(new Option("as it comes", "none"));
          names.forEach((name, column) => menu.append(
            new Option(name + " ↑", column + " ascending"), new Option(name + " ↓", column + " descending")));
          menu.addEventListener("change", () => {
            const [column, order] = menu.value === "none" ? [0, "none"] : menu.value.split(" ");
            sort(Number(column), order);
          });
          const label = document.createElement("label");
          label.className = "sortby";
          label.append("Sort by ", menu);
          table.closest(".scroll").before(label);
          return { table, heads, names, buttons };
        });
        """

    /// A table that is wider than its place becomes a block a row, each value under its head.
    private static let folding = """
        for (const { table, names } of tables)
          for (const row of [...table.tBodies[0].rows, ...(table.tFoot?.rows ?? [])])
            [...row.cells].forEach((cell, column) => { cell.dataset.h = names[column]; });
        const fold = () => {
          for (const box of document.querySelectorAll(".scroll")) {
            box.classList.remove("folded");
            box.removeAttribute("tabindex");
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
          // The mark whose middle is nearest (of a bar its nearest part); of those that lie on each other the upper one.
          const nearest = event => {
            const inOrder = [...svg.querySelectorAll("[aria-label]")];
            let best = null, least = 26;
            for (const mark of inOrder) {
              const box = mark.getBoundingClientRect();
              const [wide, high] = [box.width > 24 ? box.width / 2 : 0, box.height > 24 ? box.height / 2 : 0];
              const x = Math.max(Math.abs(box.left + box.width / 2 - event.clientX) - wide, 0);
              const y = Math.max(Math.abs(box.top + box.height / 2 - event.clientY) - high, 0);
              const distance = Math.hypot(x, y);
              if (distance <= least) [best, least] = [mark, distance];
            }
            return best;
          };
          svg.addEventListener("pointermove", event => tell(nearest(event)));
          svg.addEventListener("pointerdown", event => tell(nearest(event)));
          // A finger that is lifted leaves what it has shown.
          svg.addEventListener("pointerleave", event => { if (event.pointerType !== "touch") tell(null); });
        }
        document.addEventListener("pointerdown", event => { if (!event.target.closest("figure > svg")) tell(null); });
        """

    /// Switches for lines that lie over each other, in the order of the study. Seven colours, then the same dashed.
    private static let choosing = """
        for (const figure of document.querySelectorAll("figure")) {
          const lines = [...figure.querySelectorAll("g.curve")];
          const names = [...new Set(lines.map(line => line.dataset.k))];
          if (names.length < 2) continue;
          const colours = 7, list = document.createElement("ul");
          list.className = "switches";
          list.setAttribute("aria-label", "Steps that stand out");
          const of = name => lines.filter(line => line.dataset.k === name);
          const places = new Map();
          const free = () => {
            let place = 0;
            while ([...places.values()].includes(place)) place += 1;
            return place;
          };
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
            const place = places.get(name), isOn = place !== undefined;
            buttons[index].setAttribute("aria-pressed", isOn);
            buttons[index].className = isOn ? "k" + place % colours : "";
            for (const line of of(name)) {
              line.setAttribute("class", "curve" + (isOn ? " on k" + place % colours + " d" + Math.floor(place / colours) % 3 : ""));
              if (isOn) line.parentNode.append(line);
            }
          });
          const choose = name => {
            if (!places.delete(name)) places.set(name, free());
            show();
          };
          for (const line of lines) {
            const own = [...line.classList].find(word => /^k[0-9]$/.test(word));
            if (own) places.set(line.dataset.k, Number(own.slice(1)));
            line.addEventListener("click", () => choose(line.dataset.k));
          }
          figure.querySelector("figcaption").before(list);
          show();
        }
        """

    /// Figures as SVG files that any program draws alike: every shape has its own colours.
    private static let savingFigures = """
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
        const svgText = figure => {
          const space = "http://www.w3.org/2000/svg";
          const shown = [...figure.querySelectorAll("svg")].find(svg => svg.getClientRects().length) || figure.querySelector("svg");
          const copy = shown.cloneNode(true), [, , width, height] = shown.getAttribute("viewBox").split(" ");
          const gone = [], originals = shown.querySelectorAll("*");
          copy.querySelectorAll("*").forEach((element, index) => {
            const style = getComputedStyle(originals[index]), label = element.getAttribute("aria-label");
            for (const name of ["class", "tabindex", "role", "aria-label", "data-k"]) element.removeAttribute(name);
            if (style.display === "none" && !["title", "desc"].includes(element.tagName)) gone.push(element);
            if (label) {
              const title = document.createElementNS(space, "title");
              title.textContent = label;
              element.prepend(title);
            }
            if (["title", "desc", "g"].includes(element.tagName)) return;
            for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "paint-order",
              "font-weight"]) element.setAttribute(name, style.getPropertyValue(name));
          });
          gone.forEach(element => element.remove());
          for (const name of ["class", "role", "aria-labelledby"]) copy.removeAttribute(name);
          const page = document.createElementNS(space, "rect");
          for (const [name, value] of Object.entries({ width, height,
            fill: getComputedStyle(document.body).backgroundColor })) page.setAttribute(name, value);
          for (const [name, value] of Object.entries({ width, height, "font-family": "sans-serif" }))
            copy.setAttribute(name, value);
          copy.prepend(page);
          return new XMLSerializer().serializeToString(copy);
        };
        const plain = document.title.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase();
        for (const figure of document.querySelectorAll("figure[id]"))
          figure.append(saver("Save as SVG", plain + "-" + figure.id.replace("figure-", "") + ".svg", "image/svg+xml",
            () => svgText(figure)));
        """

    /// Tables as CSV: what is shown, in full, under the names that the other formats have.
    private static let savingTables = """
        const csvText = table => {
          const cell = text => /[",\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
          const head = [...table.tHead.rows[0].cells].map(head => head.dataset.k);
          const rows = [...table.tBodies[0].rows, ...(table.tFoot?.rows ?? [])].map(row => [...row.cells].map(
            cell => (cell.dataset.x ?? cell.textContent).replaceAll("−", "-")));
          return [head, ...rows].map(row => row.map(cell).join(",") + "\\n").join("");
        };
        document.querySelectorAll("div.table").forEach((part, index) => {
          const name = (part.closest("section")?.id || "table") + "-" + (index + 1);
          part.append(saver("Save as CSV", plain + "-" + name + ".csv", "text/csv", () => csvText(part.querySelector("table"))));
        });
        """

    /// Opens what is folded, and has plain heads, which alone are repeated on every sheet; then all is as it was.
    private static let printing = """
        let opened = [];
        addEventListener("beforeprint", () => {
          opened = [...document.querySelectorAll("details:not(.query):not([open])")];
          for (const part of opened) part.open = true;
          document.querySelectorAll(".folded").forEach(box => box.classList.remove("folded"));
          for (const { heads, names } of tables) heads.forEach((head, column) => { head.textContent = names[column]; });
        });
        addEventListener("afterprint", () => {
          for (const part of opened) part.open = false;
          for (const { heads, buttons } of tables) heads.forEach((head, column) => head.replaceChildren(buttons[column]));
          fold();
        });
        """

    /// Loads the page again after a while, unless the reader holds it.
    static func reloading(seconds: Int) -> String {
        """
        const hold = document.getElementById("hold");
        hold.checked = sessionStorage.getItem("hold") === "yes";
        hold.addEventListener("change", () => sessionStorage.setItem("hold", hold.checked ? "yes" : "no"));
        setInterval(() => { if (!hold.checked) location.reload(); }, \(seconds * 1000));
        """
    }
}
