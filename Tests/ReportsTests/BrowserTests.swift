import AblateExperiments
import AblateFigures
import AblateReports
import AblateRoadmaps
import AblateRunner
import Foundation
import Testing

/// The page in a real browser: Chromium without a window, where it is installed.
@Suite(
    "Report in a browser",
    .enabled(
        if: Browser.path != nil,
        "Chromium is not installed (apt-get install chromium), so no page was opened."))
struct BrowserTests {
    private static func page() throws -> String {
        let study = try ReportFixture.wholeStudy { $0.title = "A study with `names` & <marks>" }
        var options = StudyReport.Options()
        options.testImages = .success(ReportFixture.testImages)
        return try ReportFixture.report(study, try ReportFixture.wholeAttempts(study), options: options)
            .rendered(as: .html)
    }

    @Test(arguments: [
        (1920, false), (1280, false), (1280, true), (1024, false), (720, false), (400, true), (360, false),
    ])
    func nothingOverflowsAndTheConsoleIsSilent(width: Int, isDark: Bool) throws {
        let found = try Browser.inspect(try Self.page(), width: width, isDark: isDark)
        #expect(found.errors.isEmpty, "\(found.errors)")
        #expect(found.values["width"] == "\(width)")
        #expect(found.values["dark"] == "\(isDark)")
        // What is wider than its place is folded, so that nothing is cut.
        #expect(found.values["cut"] == "", "\(found.values["cut"] ?? "")")
        #expect(found.values["clipped"] == "", "\(found.values["clipped"] ?? "")")
        #expect(try #require(Int(found.values["scrollWidth"] ?? "")) <= width)
        #expect(found.values["outside"] == "", "\(found.values["outside"] ?? "")")
        // One form of each figure is shown, and its letters can be read.
        #expect(found.values["figures"] == "5")
        #expect(try #require(Double(found.values["smallestText"] ?? "")) >= 9)
        #expect(found.values["brokenPictures"] == "0")
    }

    /// Figures of designs that this study has not, among those that it has.
    @Test(arguments: [(1920, false), (1280, true), (1024, false), (720, false), (360, true)])
    func figuresOfStepsInOtherPlacesFitAndTell(width: Int, isDark: Bool) throws {
        let figures = [try EffectFixture.effects(), try EffectFixture.interactions()]
        let style = ReportDocument.style(ofFigures: [])
        var page = try Self.page()
        #expect(page.contains(style))
        page = page.replacing(style, with: ReportDocument.style(ofFigures: figures))
            .replacing("</nav>", with: "</nav>\n" + figures.map(\.html).joined(separator: "\n"))
        let found = try Browser.inspect(page, width: width, isDark: isDark)
        #expect(found.errors.isEmpty, "\(found.errors)")
        #expect(found.values["figures"] == "7")
        #expect(found.values["clipped"] == "", "\(found.values["clipped"] ?? "")")
        #expect(found.values["overlapping"] == "", "\(found.values["overlapping"] ?? "")")
        #expect(found.values["outside"] == "", "\(found.values["outside"] ?? "")")
        #expect(try #require(Double(found.values["smallestText"] ?? "")) >= 9)
        #expect(found.values["mistold"] == "", "\(found.values["mistold"] ?? "")")
        #expect(found.values["savedFigures"] == "7 of 7" && found.values["savedStyles"] == "0")
    }

    @Test func tablesSortByNumberAndBack() throws {
        let found = try Browser.inspect(try Self.page(), width: 1280, isDark: false)
        // The column of MACs of the table of steps, pressed once and twice.
        let ascending = (found.values["ascending"] ?? "").split(separator: " ").compactMap { Double($0) }
        let descending = (found.values["descending"] ?? "").split(separator: " ").compactMap { Double($0) }
        #expect(ascending.count == Study.quick.roadmap.rows.count)
        #expect(ascending == ascending.sorted())
        #expect(descending == Array(ascending.sorted().reversed()))
        #expect(found.values["ariaSort"] == "descending")
        // The third time it is as it was, and where heads are folded away a menu does the same.
        #expect(found.values["restored"] == "true" && found.values["byMenu"] == "true")
    }

    @Test func theFirstScreenHasSentencesCountsAndTheFigureOfDifferences() throws {
        let found = try Browser.inspect(try Self.page(), width: 1280, isDark: false)
        #expect(found.values["firstFigure"] == "figure-differences")
        #expect(try #require(Double(found.values["firstFigureBottom"] ?? "")) <= 800)
        #expect(found.values["counts"] == "3")
        #expect(try #require(Int(found.values["sentences"] ?? "")) >= 2)
    }

    @Test func marksTellTheirValuesOnFocusAndOnPointing() throws {
        let found = try Browser.inspect(try Self.page(), width: 1280, isDark: false)
        let told = try #require(found.values["told"])
        #expect(
            told.contains(/^[a-z0-9-]+ less [a-z0-9-]+: [+−]?[0-9.]+ points, 95 % interval .* to .*, n = 3/),
            "\(told)")
        #expect(found.values["next"]?.isEmpty == false && found.values["next"] != told)
        #expect(found.values["pointed"] == told)
        #expect(found.values["hidden"] == "true")
        // Whoever points at the middle of a mark that no other covers is told of that mark.
        #expect(found.values["mistold"] == "", "\(found.values["mistold"] ?? "")")
    }

    @Test func linesAreLaidOverEachOtherAndSwitched() throws {
        let found = try Browser.inspect(try Self.page(), width: 1280, isDark: false)
        // Two panels, in which the first row and the last stand out.
        #expect(found.values["onBefore"] == "4")
        #expect(found.values["onAfter"] == "6")
        #expect(found.values["onAgain"] == "4")
        #expect(found.values["switches"] == "\(Study.quick.roadmap.rows.count)")
        #expect(found.values["colours"] == "3")
        // All at once: seven colours, each in three kinds of line.
        #expect(found.values["kinds"] == "\(Study.quick.roadmap.rows.count)")
        #expect(found.values["order"] == "true")
    }

    @Test func figuresAndTablesAreSaved() throws {
        let found = try Browser.inspect(try Self.page(), width: 1280, isDark: true)
        #expect(found.values["savedFigures"] == "5 of 5", "\(found.values["savedFigures"] ?? "")")
        #expect(found.values["savedRows"] == "\(Study.quick.roadmap.rows.count + 1)")
        #expect(found.values["savedHash"]?.count == 64)
        // Every program can draw them: no class, no variable.
        #expect(found.values["savedStyles"] == "0")
        let head = try #require(found.values["savedHead"]).split(separator: ",")
        #expect(Set(head).count == head.count && head.contains("delta_text"), "\(head)")
        #expect(
            found.values["savedRow"]?.contains(/\[-?[+0-9.]+, -?[+0-9.]+\]/) == true,
            "\(found.values["savedRow"] ?? "")")
    }

    @Test func thePagePrintsInTwelvePages() throws {
        let file = try Browser.print(try Self.page())
        #expect(file.starts(with: Array("%PDF".utf8)))
        #expect(file.count > 50_000)
        let pages = String(decoding: file, as: Unicode.ASCII.self).matches(of: /\/Type ?\/Page[^s]/).count
        #expect((2...12).contains(pages), "\(pages)")
    }
}

enum Browser {
    static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    struct Found {
        /// Lines that the page or the browser's console complained with.
        var errors: [String]
        var values: [String: String]
    }

    /// Opens the page in a frame of so many pixels, which a window cannot be narrow enough for, and measures it.
    static func inspect(_ page: String, width: Int, isDark: Bool) throws -> Found {
        let frame = """
            <!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
            <iframe id="frame" style="border:0;width:\(width)px;height:900px" srcdoc="\(page.quotedForAttribute)"></iframe>
            <script>
            document.getElementById("frame").addEventListener("load", async event => {
              const page = event.target.contentDocument, view = event.target.contentWindow, out = {};
              out.width = view.innerWidth;
              out.dark = view.matchMedia("(prefers-color-scheme: dark)").matches;
              out.scrollWidth = page.documentElement.scrollWidth;
              const shown = element => element.getClientRects().length > 0;
              out.outside = [...page.querySelectorAll("main *")].filter(element => shown(element)
                && !element.closest(".scroll") && !element.closest("svg")
                && element.getBoundingClientRect().right > view.innerWidth + 1)
                .map(element => element.tagName + "." + element.className).slice(0, 5).join(" ");
              const figures = [...page.querySelectorAll("svg")].filter(shown);
              out.figures = figures.length;
              out.smallestText = Math.min(...figures.flatMap(figure => [...figure.querySelectorAll("text")].map(text =>
                text.getAttribute("font-size") * figure.getBoundingClientRect().width / figure.viewBox.baseVal.width)));
              out.brokenPictures = [...page.images].filter(image => !image.complete || !image.naturalWidth).length;
              out.cut = [...page.querySelectorAll(".scroll")].filter(box => shown(box) && box.scrollWidth > box.clientWidth + 1)
                .map(box => box.closest("section")?.id).join(" ");
              out.clipped = figures.flatMap(figure => [...figure.querySelectorAll("text")].filter(text => {
                const own = text.getBoundingClientRect(), whole = figure.getBoundingClientRect();
                return own.right > whole.right + 2 || own.left < whole.left - 2 || own.bottom > whole.bottom + 2;
              }).map(text => figure.parentNode.id + ": " + text.textContent)).slice(0, 5).join("; ");
              out.overlapping = figures.filter(figure => /effects|interactions/.test(figure.parentNode.id)).flatMap(figure => {
                const texts = [...figure.querySelectorAll("text")].map(text => [text, text.getBoundingClientRect()]);
                return texts.flatMap(([one, a], index) => texts.slice(index + 1).filter(([, b]) =>
                  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
                  .map(([other]) => one.textContent + " on " + other.textContent));
              }).slice(0, 5).join("; ");
              const first = page.querySelector("figure");
              out.firstFigure = first.id;
              const drawn = [...first.querySelectorAll("svg")].find(shown);
              out.firstFigureBottom = drawn.getBoundingClientRect().bottom;
              out.counts = page.querySelectorAll(".glance li").length;
              out.sentences = page.querySelectorAll(".glance p").length;
              const tip = page.querySelector(".tip"), mark = [...drawn.querySelectorAll("[aria-label]")]
                .find(mark => /interval.*n = 3/.test(mark.getAttribute("aria-label")));
              mark.focus();
              out.told = tip.textContent;
              mark.dispatchEvent(new view.KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
              out.next = tip.textContent;
              const box = mark.getBoundingClientRect();
              mark.dispatchEvent(new view.PointerEvent("pointermove", { bubbles: true, clientX: box.left + 2, clientY: box.top + 2 }));
              out.pointed = tip.textContent;
              drawn.dispatchEvent(new view.PointerEvent("pointerleave"));
              out.hidden = tip.hidden;
              const curves = page.querySelector("#figure-curves"), lines = [...curves.querySelectorAll("svg")].find(shown);
              const on = () => lines.querySelectorAll(".curve.on").length;
              const switches = [...curves.querySelectorAll(".switches button")];
              out.switches = switches.length;
              out.onBefore = on();
              switches[3].click();
              out.onAfter = on();
              out.colours = new Set([...lines.querySelectorAll(".curve.on .line")].map(line => view.getComputedStyle(line).stroke)).size;
              switches[3].click();
              out.onAgain = on();
              const dark = switches.filter(button => button.getAttribute("aria-pressed") !== "true");
              dark.forEach(button => button.click());
              out.kinds = new Set([...lines.querySelectorAll(".curve.on .line")].map(line => {
                const style = view.getComputedStyle(line);
                return style.stroke + style.strokeDasharray;
              })).size;
              dark.forEach(button => button.click());
              out.order = switches.map(button => button.textContent).join() ===
                [...page.querySelectorAll("#steps table tbody th")].slice(0, switches.length).map(cell => cell.textContent.replace(/[()]/g, "")).join();
              const mistold = [];
              for (const figure of figures) {
                const marks = [...figure.querySelectorAll("[aria-label]")];
                for (const mark of marks) {
                  const box = mark.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
                  const covered = marks.some(other => {
                    const its = other.getBoundingClientRect();
                    return other !== mark && its.left < x + 1 && its.right > x - 1 && its.top < y + 1 && its.bottom > y - 1;
                  });
                  if (covered || box.width > 24) continue;
                  figure.dispatchEvent(new view.PointerEvent("pointermove", { clientX: x, clientY: y }));
                  if (tip.textContent !== mark.getAttribute("aria-label")) mistold.push(mark.getAttribute("aria-label"));
                }
              }
              out.mistold = mistold.slice(0, 3).join("; ");
              const svgText = view.eval("svgText"), csvText = view.eval("csvText");
              const all = [...page.querySelectorAll("figure[id]")];
              let saved = 0;
              for (const figure of all) {
                const text = svgText(figure), parsed = new DOMParser().parseFromString(text, "image/svg+xml");
                const image = new Image();
                image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
                await image.decode();
                if (!parsed.querySelector("parsererror") && image.naturalWidth > 100 && !text.includes("var(--)")) saved += 1;
              }
              out.savedFigures = saved + " of " + all.length;
              out.savedStyles = all.filter(figure => /class=|var\\(|<style/.test(svgText(figure))).length;
              const csv = csvText(page.querySelector("#steps table")).split("\\n");
              out.savedHead = csv[0];
              out.savedRow = csv[4];
              out.savedRows = csvText(page.querySelector("#steps table")).trim().split("\\n").length;
              const runs = [...page.querySelectorAll("#account table")].at(-1);
              out.savedHash = csvText(runs).trim().split("\\n")[1].split(",")[2];
              const table = page.querySelector("#steps table"), head = table.tHead.rows[0].cells[2];
              const column = () => [...table.tBodies[0].rows].map(row => row.cells[2].dataset.v).join(" ");
              const untouched = column();
              head.querySelector("button").click();
              out.ascending = column();
              head.querySelector("button").click();
              out.descending = column();
              out.ariaSort = head.getAttribute("aria-sort");
              head.querySelector("button").click();
              out.restored = column() === untouched;
              const menu = page.querySelector("#steps .sortby select");
              menu.value = "2 descending";
              menu.dispatchEvent(new view.Event("change"));
              out.byMenu = column() === out.descending;
              menu.value = "none";
              menu.dispatchEvent(new view.Event("change"));
              for (const [name, value] of Object.entries(out)) document.body.dataset[name] = value;
              event.target.remove();
            });
            </script>
            """
        let (dom, log) = try run(frame, ["--dump-dom"], width: 1400, isDark: isDark)
        var values: [String: String] = [:]
        for match in String(decoding: dom, as: UTF8.self).matches(of: /data-([a-z-]+)="([^"]*)"/) {
            let parts = match.1.split(separator: "-")
            let name = parts.dropFirst().reduce(String(parts.first ?? "")) { $0 + $1.capitalized }
            values[name] = String(match.2)
        }
        let errors = log.split(separator: "\n").filter { $0.contains("CONSOLE") }.map(String.init)
        return Found(errors: errors, values: values)
    }

    /// The page as a PDF file.
    static func print(_ page: String) throws -> Data {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("page.pdf")
        _ = try run(
            page, ["--no-pdf-header-footer", "--print-to-pdf=\(file.path)"], width: 1280, isDark: false)
        return try Data(contentsOf: file)
    }

    private static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ablate-browser-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Standard output and standard error of the browser on a page.
    private static func run(
        _ page: String, _ arguments: [String], width: Int, isDark: Bool
    ) throws -> (output: Data, log: String) {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("page.html")
        try Data(page.utf8).write(to: file)
        // Files and not pipes: a child that fills one pipe while the other is read would wait for ever.
        let outputs = try ["output", "log"].map { name in
            let url = folder.appendingPathComponent(name)
            try Data().write(to: url)
            return (url: url, handle: try FileHandle(forWritingTo: url))
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "")
        process.arguments =
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--enable-logging=stderr",
                "--disable-background-networking", "--window-size=\(width),1000",
                "--user-data-dir=\(folder.appendingPathComponent("profile").path)",
                "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)", "--virtual-time-budget=20000",
            ] + arguments + [file.absoluteString]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = outputs[0].handle
        process.standardError = outputs[1].handle
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        for output in outputs { try output.handle.close() }
        return (try Data(contentsOf: outputs[0].url), try String(contentsOf: outputs[1].url, encoding: .utf8))
    }
}

extension String {
    fileprivate var quotedForAttribute: String {
        replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "\"", with: "&quot;")
    }
}
