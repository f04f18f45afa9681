import AblateArchitectures

extension Swin {
    /// The Swin Transformer that a regime's last row is set beside: the paper's, or for small images one of about as many
    /// multiply–accumulates.
    ///
    /// A window is as long as the map of the paper's last stage, 7 pixels at 224 and 12 at 384.
    static func beside(_ regime: Regime) -> Swin {
        switch regime.id {
        case Regime.small.id:
            Swin(depths: [2, 2, 4, 2], width: 16, heads: [1, 2, 4, 8], windowSize: 4, patchSize: 2)
        case Regime.resNet200.id: .base
        default: .tiny
        }
    }

    /// The same network with windows for images of that side.
    func at(_ side: Int) -> Swin {
        var result = self
        result.windowSize = side / (patchSize << (depths.count - 1))
        return result
    }
}

extension Regime {
    var swinID: String { id == Regime.resNet200.id ? "swin-b" : "swin-t" }
    var swinTitle: String { id == Regime.resNet200.id ? "Swin-B" : "Swin-T" }
}
