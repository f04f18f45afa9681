/// Folders that a data set is looked for in.
package enum DataPlaces {
    /// Where `ablate data fetch` puts data sets, a folder each, when `ABLATE_DATA` names no other.
    package static let defaultFolder = "data"

    /// - Parameters:
    ///   - directory: the only folder looked at, itself and the data set's own folder in it, when given.
    ///   - packageFolder: where a package of the system puts the files.
    ///   - isAlone: whether the files may also lie directly in the folder that `ABLATE_DATA` names. MNIST's may not:
    ///     they are called as Fashion-MNIST's are.
    package static func of(
        _ name: String, directory: String?, environment: [String: String], packageFolder: String? = nil,
        isAlone: Bool = true
    ) -> [String] {
        if let directory { return ["\(directory)/\(name)", directory] }
        let given = environment["ABLATE_DATA"].flatMap { $0.isEmpty ? nil : $0 }
        return ["\(given ?? defaultFolder)/\(name)"] + (isAlone ? [given].compactMap(\.self) : [])
            + [packageFolder].compactMap(\.self)
    }
}
