/// The shape of one image or feature map, `[height, width, channels]`; the batch is not part of it.
public struct Shape: Hashable, Codable, Sendable, CustomStringConvertible {
    public var height: Int
    public var width: Int
    public var channels: Int

    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// A square map.
    public init(side: Int, channels: Int) {
        self.init(height: side, width: side, channels: channels)
    }

    public var pixels: Int { height * width }
    public var count: Int { height * width * channels }

    public var description: String { "\(height)×\(width)×\(channels)" }
}
