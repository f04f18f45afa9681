/// Numbers of things in sentences.
package enum Count {
    /// `1 class`, `2 classes`.
    ///
    /// - Parameter many: what more of them are called; one with an s when `nil`.
    package static func of(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? one + "s")"
    }
}
