import AblateArchitectures

/// Images in rows, each with a caption below it, for a person to look at.
package struct ContactSheet: Sendable {
    /// Captions by line.
    private var cells: [(image: ByteImage, caption: [String])] = []
    private let columns: Int

    /// Small images are enlarged, each pixel to a square, to at least this many pixels.
    private static let leastSide = 112
    private static let margin = 6
    /// Of the letters' pixels.
    private static let textScale = 2
    private static let background: UInt8 = 255
    private static let ink: UInt8 = 30

    /// - Precondition: `columns` is 1 or more.
    package init(columns: Int) {
        precondition(columns >= 1, "A sheet has a column or more, not \(columns).")
        self.columns = columns
    }

    /// - Precondition: all images have one shape.
    /// - Parameter caption: lines; what is too long for the image is cut off.
    package mutating func append(_ image: ByteImage, caption: String...) {
        append(image, lines: caption)
    }

    private mutating func append(_ image: ByteImage, lines caption: [String]) {
        precondition(cells.allSatisfy { $0.image.shape == image.shape }, "Images of one shape make a sheet.")
        cells.append((image, caption))
    }

    /// Adds every image of a batch as it is trained on, with its class, or the two that it is mixed of and their
    /// shares.
    package mutating func append(
        _ batch: Batch, shape: Shape, normalisation: Normalisation, classNames: [String]
    ) {
        for position in 0..<batch.count {
            let values = batch.images[(position * shape.count)..<((position + 1) * shape.count)]
            let pixels = values.enumerated().map { index, value in
                normalisation.byte(value, channel: index % shape.channels)
            }
            let own = classNames[Int(batch.labels[position])]
            let partner = classNames[Int(batch.labels[batch.count - 1 - position])]
            let share = Int((batch.ownShare * 100).rounded())
            append(
                ByteImage(shape: shape, pixels: pixels),
                lines: batch.ownShare == 1 ? [own] : ["\(share)% \(own)", "\(100 - share)% \(partner)"])
        }
    }

    /// The sheet; one white pixel when it is empty.
    package var image: ByteImage {
        guard let shape = cells.first?.image.shape else {
            return ByteImage(shape: Shape(side: 1, channels: 1), pixels: [Self.background])
        }
        let scale = max(1, (Self.leastSide + shape.width - 1) / shape.width)
        let lines = cells.map(\.caption.count).max() ?? 0
        let lineHeight = PixelFont.height * Self.textScale + Self.margin / 2
        let cellHeight = shape.height * scale + lines * lineHeight + 2 * Self.margin
        let cellWidth = shape.width * scale + Self.margin
        let used = min(columns, cells.count)
        let rows = (cells.count + columns - 1) / columns
        let sheet = Shape(
            height: rows * cellHeight + Self.margin, width: used * cellWidth + Self.margin,
            channels: shape.channels)
        return ByteImage(shape: sheet) { output in
            output.update(repeating: Self.background)
            for (index, cell) in cells.enumerated() {
                let top = Self.margin + index / columns * cellHeight
                let left = Self.margin + index % columns * cellWidth
                draw(cell.image, scale, output, sheet, top, left)
                for (line, text) in cell.caption.enumerated() {
                    let fitted = PixelFont.fitted(text, columns: shape.width * scale / Self.textScale)
                    let base = top + shape.height * scale + Self.margin / 2 + line * lineHeight
                    draw(fitted, output, sheet, base, left)
                }
            }
        }
    }

    private func draw(
        _ text: String, _ output: UnsafeMutableBufferPointer<UInt8>, _ sheet: Shape, _ top: Int, _ left: Int
    ) {
        PixelFont.draw(text) { row, column in
            for y in 0..<Self.textScale {
                let line = (top + row * Self.textScale + y) * sheet.width + left + column * Self.textScale
                for index in 0..<(Self.textScale * sheet.channels) {
                    output[line * sheet.channels + index] = Self.ink
                }
            }
        }
    }

    private func draw(
        _ image: ByteImage, _ scale: Int, _ output: UnsafeMutableBufferPointer<UInt8>, _ sheet: Shape,
        _ top: Int, _ left: Int
    ) {
        let (width, channels) = (image.shape.width, image.shape.channels)
        for y in 0..<(image.shape.height * scale) {
            for x in 0..<(width * scale) {
                let from = (y / scale * width + x / scale) * channels
                let to = ((top + y) * sheet.width + left + x) * channels
                for channel in 0..<channels { output[to + channel] = image.pixels[from + channel] }
            }
        }
    }
}
