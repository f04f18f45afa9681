/// The shape of one image or feature map, `[height, width, channels]`; the batch is not part of it.
public struct Shape: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Rows of pixels.
    public var height: Int
    /// Pixels in a row.
    public var width: Int
    /// Values of a pixel.
    public var channels: Int

    /// A map of those sizes.
    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// A square map.
    public init(side: Int, channels: Int) {
        self.init(height: side, width: side, channels: channels)
    }

    /// Pixels of the map.
    public var pixels: Int { height * width }
    /// Values of the map.
    public var count: Int { height * width * channels }

    /// As people read it: `32×32×3`.
    public var description: String { "\(height)×\(width)×\(channels)" }
}
