import AblateRandomness
import Testing

/// The numbers that tell streams apart: results depend on them, and no two may be equal.
@Suite struct RandomRoleTests {
    @Test func roleNumbersArePermanent() {
        let roles: [CounterRandom.Role] = [
            .weights, .order, .cropAndFlip, .mix, .dropPath, .subset, .randAugment, .erase,
        ]
        #expect(roles.map(\.number) == [1, 2, 3, 4, 5, 6, 7, 8])
    }
}
