/// How values between pixels are found.
public enum Interpolation: String, Hashable, Codable, Sendable, CaseIterable {
    case bilinear
    case bicubic
}
