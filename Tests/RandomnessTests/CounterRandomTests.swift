import AblateRandomness
import Testing

extension CounterRandom.Role {
    fileprivate static let weights = Self(1)
    fileprivate static let order = Self(2)
    fileprivate static let cropAndFlip = Self(3)
    fileprivate static let mix = Self(4)
}

@Suite struct CounterRandomTests {
    /// Known answers published with Random123: zeros, ones, and digits of π.
    @Test(arguments: [
        (
            SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
            SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
        ),
        (
            SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max),
            SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
        ),
        (
            SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
            SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
            SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ])
    func philoxGivesThePublishedAnswers(
        counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>
    ) {
        #expect(CounterRandom.philox(counter, key: key) == expected)
    }

    /// Fixes which words are key and counter: results depend on it.
    @Test func streamIsPhiloxOfRoleEpochSampleAndBlockUnderTheSeed() {
        let seed = 0x0123_4567_89ab_cdef
        var random = CounterRandom(seed: seed, role: .cropAndFlip, epoch: 7, sample: 11)
        for block in 0..<UInt32(3) {
            let expected = CounterRandom.philox(
                SIMD4(3, 7, 11, block), key: SIMD2(0x89ab_cdef, 0x0123_4567))
            for word in 0..<4 { #expect(random.next() == expected[word]) }
        }
    }

    @Test func streamsDifferInEachPartOfTheirNameAndRepeatUnderTheSame() {
        func start(_ random: CounterRandom) -> [UInt32] {
            var random = random
            return (0..<8).map { _ in random.next() }
        }
        let streams = [
            CounterRandom(seed: 1, role: .order, epoch: 2, sample: 3),
            CounterRandom(seed: 2, role: .order, epoch: 2, sample: 3),
            CounterRandom(seed: -1, role: .order, epoch: 2, sample: 3),
            CounterRandom(seed: 1 + 1 << 32, role: .order, epoch: 2, sample: 3),
            CounterRandom(seed: 1, role: .mix, epoch: 2, sample: 3),
            CounterRandom(seed: 1, role: .order, epoch: 3, sample: 3),
            CounterRandom(seed: 1, role: .order, epoch: 2, sample: 2),
        ]
        #expect(Set(streams.map(start)).count == streams.count)
        #expect(start(streams[0]) == start(CounterRandom(seed: 1, role: .order, epoch: 2, sample: 3)))
    }

    @Test func uniformFillsTheUnitIntervalEvenly() {
        var random = CounterRandom(seed: 5, role: .mix)
        let count = 100_000
        let doubles = (0..<count).map { _ in random.uniform() }
        #expect(doubles.allSatisfy { 0 <= $0 && $0 < 1 })
        // The mean's standard error is 0.00091, the bins' (of 10,000) is 95.
        #expect(abs(doubles.reduce(0, +) / Double(count) - 0.5) < 0.005)
        var bins = [Int](repeating: 0, count: 10)
        for value in doubles { bins[Int(value * 10)] += 1 }
        #expect(bins.allSatisfy { abs($0 - count / 10) < 500 })
    }

    /// Over three quarters of the range of a word, a plain remainder would give the lower third twice as
    /// often, and a product without rejection the multiples of three.
    @Test func belowHasNoBias() {
        var random = CounterRandom(seed: 5, role: .order)
        let bound = 3 << 30
        var thirds = [0, 0, 0]
        var remainders = [0, 0, 0]
        for _ in 0..<30_000 {
            let value = random.below(bound)
            #expect(0 <= value && value < bound)
            thirds[value >> 30] += 1
            remainders[value % 3] += 1
        }
        #expect((thirds + remainders).allSatisfy { abs($0 - 10_000) < 400 })
        var small = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { small[random.below(7)] += 1 }
        #expect(small.allSatisfy { abs($0 - 10_000) < 500 })
        #expect((0..<100).allSatisfy { _ in random.below(1) == 0 })
    }

    @Test func normalHasMeanZeroVarianceOneAndNormalTails() {
        var random = CounterRandom(seed: 5, role: .weights, sample: 3)
        let count = 200_000
        let values = (0..<count).map { _ in random.normal() }
        let mean = values.reduce(0, +) / Double(count)
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(count)
        let beyondTwo = Double(values.count { abs($0) > 2 }) / Double(count)
        #expect(abs(mean) < 0.012)
        #expect(abs(variance - 1) < 0.015)
        #expect(abs(beyondTwo - 0.0455) < 0.003)
        let neighbours = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        #expect(abs(neighbours) < 0.012)
        #expect(values.allSatisfy { $0.isFinite })
    }

    @Test func neighbouringStreamsAreUncorrelated() {
        func first(_ sample: Int, _ epoch: Int) -> Double {
            var random = CounterRandom(seed: 9, role: .cropAndFlip, epoch: epoch, sample: sample)
            return random.uniform() - 0.5
        }
        let count = 50_000
        var products = [0.0, 0.0]
        for sample in 0..<count {
            products[0] += first(sample, 0) * first(sample + 1, 0)
            products[1] += first(sample, 0) * first(sample, 1)
        }
        // A product of two has variance 1/144, so the mean's standard error is 0.00037.
        #expect(products.allSatisfy { abs($0) / Double(count) < 0.002 })
    }
}
