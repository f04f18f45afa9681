import Foundation

/// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011).
///
/// The key is the seed; the counter is (role, epoch, sample, block). Every such stream can be started
/// anywhere at no cost and knows nothing of the others, so that one consumer more or less, another batch
/// split or a resume changes no other number.
package struct CounterRandom: Hashable, Sendable {
    /// What numbers are for: the first word of the counter. Consumers name theirs; results depend on the number, so
    /// that one which was given out stays.
    package struct Role: Hashable, Sendable {
        package let number: UInt32

        package init(_ number: UInt32) { self.number = number }
    }

    private let key: SIMD2<UInt32>
    /// Of the next block: `[role, epoch, sample, block]`.
    private var counter: SIMD4<UInt32>
    private var block = SIMD4<UInt32>()
    /// Words of `block` already given out.
    private var used = 4
    private var spareNormal: Double?

    /// - Precondition: `epoch` and `sample` lie in 0..<2³².
    package init(seed: Int, role: Role, epoch: Int = 0, sample: Int = 0) {
        guard let epoch = UInt32(exactly: epoch), let sample = UInt32(exactly: sample) else {
            preconditionFailure("Epoch \(epoch) and sample \(sample) must lie in 0..<2^32.")
        }
        let bits = UInt64(bitPattern: Int64(seed))
        key = SIMD2(UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32))
        counter = SIMD4(role.number, epoch, sample, 0)
    }

    /// 32 uniform bits. A stream holds 2³⁴ of them.
    package mutating func next() -> UInt32 {
        if used == 4 {
            block = Self.philox(counter, key: key)
            counter.w += 1
            used = 0
        }
        defer { used += 1 }
        return block[used]
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    package mutating func uniform() -> Double {
        let high = UInt64(next())
        let low = UInt64(next())
        return Double((high << 32 | low) >> 11) * 0x1p-53
    }

    /// Uniform in 0..<n, without bias (Lemire, "Fast random integer generation in an interval", 2019).
    ///
    /// - Precondition: `n` lies in 1..<2³².
    package mutating func below(_ n: Int) -> Int {
        guard let bound = UInt32(exactly: n), bound > 0 else {
            preconditionFailure("A bound must lie in 1..<2^32, but is \(n).")
        }
        var product = bound.multipliedFullWidth(by: next())
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = bound.multipliedFullWidth(by: next()) }
        }
        return Int(product.high)
    }

    /// Normal with mean 0 and sd 1 (Box–Muller; the second of each pair is kept for the next call).
    package mutating func normal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        let radius = (-2 * log(1 - uniform())).squareRoot()
        let angle = 2 * Double.pi * uniform()
        spareNormal = radius * sin(angle)
        return radius * cos(angle)
    }

    /// The bijection of the cipher: ten rounds, the key raised by the Weyl constants between them.
    package static func philox(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var counter = counter
        var key = key
        for _ in 0..<10 {
            let first = counter.x.multipliedFullWidth(by: 0xD251_1F53)
            let second = counter.z.multipliedFullWidth(by: 0xCD9E_8D57)
            counter = SIMD4(
                second.high ^ counter.y ^ key.x, second.low, first.high ^ counter.w ^ key.y, first.low)
            key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return counter
    }
}
