import AblateWords
import Foundation

/// Shapes in a box, in units of a pixel, y downwards: what an SVG file holds. Colours are roles that the page's
/// style gives values to, so that one drawing serves light and dark.
package struct Drawing: Sendable {
    package let width: Double
    package let height: Double
    private(set) var elements: [String] = []

    package init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// What a shape means, by name; the page's style sheet knows a class of each.
    package struct Role: Sendable {
        package let rawValue: String

        package init(_ rawValue: String) { self.rawValue = rawValue }

        package static let axis = Self("axis")
        package static let grid = Self("grid")
        /// The line at zero.
        package static let zero = Self("zero")
    }

    package enum Anchor: String, Sendable { case start, middle, end }

    package mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ role: Role, dashed: Bool = false
    ) {
        elements.append(
            "<line class=\"l \(role.rawValue)\(dashed ? " dashed" : "")\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" "
                + "x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>")
    }

    package mutating func path(_ points: [(x: Double, y: Double)], _ role: Role, dashed: Bool = false) {
        guard points.count > 1 else { return }
        elements.append(
            "<polyline class=\"l \(role.rawValue)\(dashed ? " dashed" : "")\" points=\"\(list(points))\"/>")
    }

    /// An interval along an axis, cut at its ends, where a tip shows that it goes on.
    package mutating func interval(
        from lower: Double, to upper: Double, on scale: Scale, _ y: Double, _ role: Role
    ) {
        let (left, right) = (scale(lower), scale(upper))
        line(max(left, scale.start), y, min(right, scale.end), y, role)
        if left < scale.start - 0.5 {
            path([(scale.start + 4, y - 3), (scale.start, y), (scale.start + 4, y + 3)], role)
        }
        if right > scale.end + 0.5 {
            path([(scale.end - 4, y - 3), (scale.end, y), (scale.end - 4, y + 3)], role)
        }
    }

    package mutating func area(_ points: [(x: Double, y: Double)], _ role: Role) {
        guard points.count > 2 else { return }
        elements.append("<polygon class=\"f \(role.rawValue)\" points=\"\(list(points))\"/>")
    }

    package mutating func bar(
        _ x: Double, _ y: Double, width: Double, height: Double, _ role: Role, title: String? = nil
    ) {
        shape(
            "rect",
            "class=\"f \(role.rawValue)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, width)))\" "
                + "height=\"\(n(height))\"", title)
    }

    package mutating func circle(_ x: Double, _ y: Double, radius: Double, _ role: Role, title: String? = nil)
    {
        shape(
            "circle", "class=\"f \(role.rawValue)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\"", title)
    }

    package mutating func ring(_ x: Double, _ y: Double, radius: Double, _ role: Role, title: String? = nil) {
        shape(
            "circle", "class=\"o \(role.rawValue)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\"", title)
    }

    package mutating func diamond(
        _ x: Double, _ y: Double, radius r: Double, _ role: Role, title: String? = nil
    ) {
        let corners = [(x: x, y: y - r), (x: x + r, y: y), (x: x, y: y + r), (x: x - r, y: y)]
        shape("polygon", "class=\"f \(role.rawValue)\" points=\"\(list(corners))\"", title)
    }

    package mutating func triangle(
        _ x: Double, _ y: Double, radius r: Double, pointsUp: Bool, _ role: Role, title: String? = nil
    ) {
        let tip = pointsUp ? -r : r
        let corners = [(x: x, y: y + tip), (x: x + r, y: y - tip * 0.8), (x: x - r, y: y - tip * 0.8)]
        shape("polygon", "class=\"f \(role.rawValue)\" points=\"\(list(corners))\"", title)
    }

    package mutating func cross(
        _ x: Double, _ y: Double, radius r: Double, _ role: Role, title: String? = nil
    ) {
        shape(
            "path",
            "class=\"l \(role.rawValue)\" d=\"M\(n(x - r)) \(n(y - r))L\(n(x + r)) \(n(y + r))"
                + "M\(n(x - r)) \(n(y + r))L\(n(x + r)) \(n(y - r))\"", title)
    }

    package mutating func text(
        _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, size: Double = 12,
        isMuted: Bool = false, isStrong: Bool = false, _ role: Role? = nil
    ) {
        let classes =
            (isMuted ? " muted" : "") + (isStrong ? " strong" : "") + (role.map { " " + $0.rawValue } ?? "")
        elements.append(
            "<text class=\"t\(classes)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\" "
                + "font-size=\"\(n(size))\">\(text.escapedForXML)</text>")
    }

    /// Shapes that belong together.
    ///
    /// - Parameter key: what they are of, for the page's script.
    package mutating func group(_ role: Role, key: String, _ draw: (inout Drawing) -> Void) {
        elements.append("<g class=\"\(role.rawValue)\" data-k=\"\(key.escapedForXML)\">")
        draw(&self)
        elements.append("</g>")
    }

    private mutating func shape(_ element: String, _ attributes: String, _ title: String?) {
        elements.append(
            title.map { "<\(element) \(attributes)><title>\($0.escapedForXML)</title></\(element)>" }
                ?? "<\(element) \(attributes)/>")
    }

    private func list(_ points: [(x: Double, y: Double)]) -> String {
        points.map { "\(n($0.x)),\(n($0.y))" }.joined(separator: " ")
    }

    /// To a tenth of a pixel.
    private func n(_ value: Double) -> String { Self.number(value) }

    package static func number(_ value: Double) -> String {
        let tenths = (value * 10).rounded()
        guard tenths.isFinite, abs(tenths) < 1e9 else { return "0" }
        let whole = Int(tenths)
        return whole % 10 == 0
            ? "\(whole / 10)" : "\(whole < 0 ? "-" : "")\(abs(whole) / 10).\(abs(whole) % 10)"
    }

    /// About how wide a text is; the page's font is the reader's.
    package static func width(of text: String, size: Double = 12) -> Double {
        Double(text.count) * size * 0.56
    }

    /// A text that is cut with an ellipsis where it would be about wider than `room`.
    package static func shortened(_ text: String, to room: Double, size: Double = 12) -> String {
        guard width(of: text, size: size) > room else { return text }
        return text.prefix(max(1, Int(room / width(of: "…", size: size)) - 1)) + "…"
    }
}

extension String {
    /// For text and for attributes in double quotation marks.
    package var escapedForXML: String {
        let isPlain = utf8.allSatisfy { byte in
            (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "<") && byte != UInt8(ascii: "&")
                && byte != UInt8(ascii: ">")
                && byte != UInt8(ascii: "\"")
        }
        if isPlain { return self }
        return replacingScalars { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "\n", "\t": nil
            // XML has no word for most of them, and a mark of direction turns what stands beside it around.
            default: scalar.isInvisibleControl ? scalar.controlEscape : nil
            }
        }
    }
}
