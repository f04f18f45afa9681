import Foundation

/// The package's targets as `swift package describe --type json` tells them, with what their files import.
struct TargetGraph {
    struct Target: Decodable {
        var name: String
        var type: String
        var path: String
        var sources: [String]
        var targetDependencies: [String]?
        var productDependencies: [String]?

        private enum CodingKeys: String, CodingKey {
            case name, type, path, sources
            case targetDependencies = "target_dependencies"
            case productDependencies = "product_dependencies"
        }

        var isTest: Bool { type == "test" }
        var isSwift: Bool { sources.contains { $0.hasSuffix(".swift") } }
        /// Declared edges: targets and products by the names of the modules that they bring.
        var edges: Set<String> { Set((targetDependencies ?? []) + (productDependencies ?? [])) }
    }

    var targets: [Target]
    /// Modules that the files of a target import, by target and file.
    var imports: [String: [String: Set<String>]]

    /// Targets that a target needs, those of its needs among them.
    func closure(of name: String) -> Set<String> {
        var found: Set<String> = []
        var next = [name]
        while let target = next.popLast() {
            for edge in targets.first(where: { $0.name == target })?.edges ?? []
            where found.insert(edge).inserted { next.append(edge) }
        }
        return found
    }

    /// Each import of a module of this package, or of one that it depends on, that its target does not declare, and each
    /// edge that leads up the list of rooms: a sentence each.
    func faults(inOrder rooms: [String]) -> [String] {
        let modules = Set(targets.map(\.name) + targets.flatMap { $0.productDependencies ?? [] })
        var faults: [String] = []
        for target in targets {
            for (file, names) in (imports[target.name] ?? [:]).sorted(by: { $0.key < $1.key }) {
                for name in names.intersection(modules).subtracting(target.edges).sorted() {
                    faults.append("\(target.name) does not declare \(name), which \(file) imports.")
                }
            }
            guard !target.isTest, let place = rooms.firstIndex(of: target.name) else { continue }
            for edge in target.edges.sorted() {
                if let other = rooms.firstIndex(of: edge), other <= place {
                    faults.append("\(target.name) stands below \(edge) and imports it.")
                }
            }
        }
        return faults
    }
}

extension TargetGraph {
    /// Of the package in a folder.
    init(of folder: URL) throws {
        struct Package: Decodable { var targets: [Target] }
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
            "describe-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // A folder of its own, since the tests' own build holds the lock on the usual one.
        process.arguments = [
            "swift", "package", "--package-path", folder.path, "--scratch-path", scratch.path, "describe",
            "--type",
            "json",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        targets = try JSONDecoder().decode(Package.self, from: data).targets
        imports = [:]
        for target in targets where target.isSwift {
            for source in target.sources {
                let file = folder.appendingPathComponent(target.path).appendingPathComponent(source)
                imports[target.name, default: [:]][source] = Self.modules(
                    in: try String(contentsOf: file, encoding: .utf8))
            }
        }
    }

    /// The modules that a source imports, whatever stands before the word.
    static func modules(in source: String) -> Set<String> {
        Set(
            source.matches(
                of: /(?m)^\s*(?:@\w+ )?(?:(?:public|package|internal) )?import (?:struct |class |func )?(\w+)/
            )
            .map { String($0.1) })
    }
}
