import AblateArchitectures

extension Recipe {
    /// Refuses what cannot be trained by.
    ///
    /// - Parameter imageSide: of what the network sees, in pixels.
    /// - Throws: ``RecipeError/outOfRange(path:expected:found:)``.
    package func validate(imageSide: Int) throws(RecipeError) {
        let coded = try finite()
        for field in Self.table {
            guard let value = coded.member(field.path), let expected = field.complaint(value) else {
                continue
            }
            throw .outOfRange(path: field.path, expected: expected, found: field.text(of: value))
        }
        let padding = augmentation.cropPadding
        if padding > imageSide {
            throw .outOfRange(
                path: "augmentation.cropPadding", expected: "from 0 to the image side (\(imageSide) pixels)",
                found: "\(padding)")
        }
        if padding > 0, augmentation.randomResizedCrop != nil {
            throw .outOfRange(
                path: "augmentation.cropPadding", expected: "0 beside a random resized crop",
                found: "\(padding)")
        }
    }

    /// What a field must be instead; `nil` when all is well.
    package func complaint(_ path: String) -> String? { Self.field(path)?.complaint(value(path)) }

    /// The coded form, which has no place for infinity and what is not a number.
    private func finite() throws(RecipeError) -> JSONValue {
        do {
            return try JSONValue(encoding: self)
        } catch EncodingError.invalidValue(let value, let context) {
            let place = context.codingPath.map(\.stringValue).joined(separator: ".")
            let field = Self.table.last { place == $0.path || place.hasPrefix($0.path + ".") }
            throw .outOfRange(
                path: field?.path ?? place, expected: field?.requirement ?? "finite", found: "\(value)")
        } catch {
            preconditionFailure("A recipe cannot be coded: \(error)")
        }
    }
}

extension Augmentation {
    /// What cannot be meant; `nil` when all is well.
    ///
    /// - Parameter side: of what the network sees, in pixels.
    package func problem(side: Int) -> RecipeError? {
        do {
            try Recipe(epochs: 1, batchSize: 1, learningRate: 1, augmentation: self).validate(imageSide: side)
            return nil
        } catch {
            return error
        }
    }
}
