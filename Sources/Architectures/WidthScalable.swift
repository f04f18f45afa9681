/// An architecture whose stages can each be given a width: a family that conforms can be brought to the
/// multiply–accumulates of another row.
public protocol WidthScalable: Architecture {
    /// The channels that each stage is built on now, one number a stage.
    var widthsByStage: [Int] { get }

    /// The same architecture on other widths, one a stage. Multiply–accumulates never fall where a width rises.
    ///
    /// - Returns: an architecture that may mean nothing at these widths; its network says so.
    func scaled(widths: [Int]) -> Self
}

extension ConvNet: WidthScalable {
    /// C of each stage.
    public var widthsByStage: [Int] { depths.indices.map(stageWidth) }

    /// The same network on other widths. ``width`` is the first of them, and ``stageWidths`` are left out where they
    /// double, so that one network has one identity whatever it was scaled from.
    public func scaled(widths: [Int]) -> ConvNet {
        var result = self
        result.width = widths.first ?? width
        result.stageWidths = nil
        if result.widthsByStage != widths { result.stageWidths = widths }
        return result
    }
}
