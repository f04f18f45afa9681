import Foundation

/// pdfLaTeX, where it is installed.
enum PDFLaTeX {
    static let path = ["/usr/bin/pdflatex", "/usr/local/bin/pdflatex", "/Library/TeX/texbin/pdflatex"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Documents of the class `article` on A4 whose tables must all come out well.
    enum Preamble: String, CaseIterable {
        case plain = ""
        case t1 = "\\usepackage[T1]{fontenc}"
        case booktabs = "\\IfFileExists{booktabs.sty}{\\usepackage{booktabs}}{}"
    }

    /// Sets what was printed, each on pages of its own.
    ///
    /// - Returns: errors, and boxes that are wider or higher than the page, by the name of what was being set.
    static func faults(in printed: [(name: String, text: String)], _ preamble: Preamble) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ablate-tex-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var document = "\\documentclass[a4paper]{article}\n\(preamble.rawValue)\n\\begin{document}\n"
        for (index, part) in printed.enumerated() {
            document += "\\typeout{<part \(index)>}\n\(part.text)\n\n\\clearpage\n"
        }
        try Data((document + "\\end{document}\n").utf8).write(to: folder.appending(path: "all.tex"))
        let process = Process()
        process.executableURL = path.map { URL(fileURLWithPath: $0) }
        process.arguments = ["-draftmode", "-interaction=nonstopmode", "all.tex"]
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let log = String(decoding: try Data(contentsOf: folder.appending(path: "all.log")), as: UTF8.self)
        var name = "preamble"
        var faults: [String] = []
        for line in log.split(separator: "\n") {
            if let part = line.wholeMatch(of: /<part ([0-9]+)>/).flatMap({ Int($0.1) }) {
                name = printed[part].name
            }
            if line.hasPrefix("!") || line.hasPrefix("Overfull") { faults.append("\(name): \(line)") }
        }
        if process.terminationStatus != 0 && faults.isEmpty { faults.append("\(name): pdflatex failed") }
        return faults
    }
}
