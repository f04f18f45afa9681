/// A block's coded form is part of a run's identity: what a block can have since then is left out where it is not there,
/// so that runs recorded before are found again.
extension Block {
    private enum CodingKeys: String, CodingKey {
        case shape, spatialPosition, convolution, groups, kernelSize, biases, activation, activationPlacement
        case normPlacement, responseNorm
    }

    /// Reads a block.
    ///
    /// - Throws: `DecodingError` where a field of the first version is missing, or one holds another value.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        shape = try values.decode(BlockShape.self, forKey: .shape)
        spatialPosition = try values.decode(SpatialPosition.self, forKey: .spatialPosition)
        convolution = try values.decode(SpatialConvolution.self, forKey: .convolution)
        groups = try values.decodeIfPresent(Int.self, forKey: .groups)
        kernelSize = try values.decode(Int.self, forKey: .kernelSize)
        biases = try values.decode(Bool.self, forKey: .biases)
        activation = try values.decode(Activation.self, forKey: .activation)
        activationPlacement = try values.decode(ActivationPlacement.self, forKey: .activationPlacement)
        normPlacement = try values.decode(NormPlacement.self, forKey: .normPlacement)
        responseNorm = try values.decodeIfPresent(Bool.self, forKey: .responseNorm) ?? false
    }

    /// Writes every field but those that are not there.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(shape, forKey: .shape)
        try values.encode(spatialPosition, forKey: .spatialPosition)
        try values.encode(convolution, forKey: .convolution)
        try values.encodeIfPresent(groups, forKey: .groups)
        try values.encode(kernelSize, forKey: .kernelSize)
        try values.encode(biases, forKey: .biases)
        try values.encode(activation, forKey: .activation)
        try values.encode(activationPlacement, forKey: .activationPlacement)
        try values.encode(normPlacement, forKey: .normPlacement)
        if responseNorm { try values.encode(responseNorm, forKey: .responseNorm) }
    }
}
