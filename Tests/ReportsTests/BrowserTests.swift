import AblateReports
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

    @Test(arguments: [(1280, false), (1280, true), (400, false), (400, true)])
    func nothingOverflowsAndTheConsoleIsSilent(width: Int, isDark: Bool) throws {
        let found = try Browser.inspect(try Self.page(), width: width, isDark: isDark)
        #expect(found.errors.isEmpty, "\(found.errors)")
        #expect(found.values["width"] == "\(width)")
        #expect(found.values["dark"] == "\(isDark)")
        // Wide tables scroll in boxes of their own.
        #expect(try #require(Int(found.values["scrollWidth"] ?? "")) <= width)
        #expect(found.values["outside"] == "", "\(found.values["outside"] ?? "")")
        // One form of each figure is shown, and its letters can be read.
        #expect(found.values["figures"] == "5")
        #expect(try #require(Double(found.values["smallestText"] ?? "")) >= 9)
        #expect(found.values["brokenPictures"] == "0")
    }

    @Test func tablesSortByNumberAndBack() throws {
        let found = try Browser.inspect(try Self.page(), width: 1280, isDark: false)
        // The column of MACs of the table of steps, pressed once and twice.
        let ascending = (found.values["ascending"] ?? "").split(separator: " ").compactMap { Double($0) }
        let descending = (found.values["descending"] ?? "").split(separator: " ").compactMap { Double($0) }
        #expect(ascending.count == 17)
        #expect(ascending == ascending.sorted())
        #expect(descending == Array(ascending.sorted().reversed()))
        #expect(found.values["ariaSort"] == "descending")
    }

    @Test func thePagePrints() throws {
        let file = try Browser.print(try Self.page())
        #expect(file.starts(with: Array("%PDF".utf8)))
        #expect(file.count > 50_000)
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
            document.getElementById("frame").addEventListener("load", event => {
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
              const table = page.querySelector("#steps table"), head = table.tHead.rows[0].cells[2];
              const column = () => [...table.tBodies[0].rows].map(row => row.cells[2].dataset.v).join(" ");
              head.querySelector("button").click();
              out.ascending = column();
              head.querySelector("button").click();
              out.descending = column();
              out.ariaSort = head.getAttribute("aria-sort");
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
