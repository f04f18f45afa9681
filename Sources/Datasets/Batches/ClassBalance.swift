import AblateRandomness

/// Fixed, class-balanced subsets of labelled images.
enum ClassBalance {
    /// Indices of a class-balanced subset, ascending: each class has `count` / classes images, and the first
    /// `count` % classes classes have one more. Subsets are nested: a larger one holds the smaller.
    ///
    /// - Parameter fromEnd: takes the images that the largest subsets take last, so that the smaller ones have none of
    ///   them.
    /// - Precondition: ``check(_:_:labels:classNames:besides:)`` allows `count`.
    static func subset(
        of count: Int, _ part: Dataset.Part, labels: [some BinaryInteger], classes: Int, fromEnd: Bool = false
    ) -> [Int32] {
        if count == labels.count { return (0..<count).map(Int32.init) }
        var members = [[Int32]](repeating: [], count: classes)
        for (index, label) in labels.enumerated() { members[Int(label)].append(Int32(index)) }
        return members.enumerated().flatMap { label, members in
            var random = CounterRandom(seed: 0, role: .subset, epoch: part.rawValue, sample: label)
            let order = random.permutation(of: members.count)
            let share = share(of: label, in: count, classes: classes)
            return (fromEnd ? order.suffix(share) : order.prefix(share)).map { members[Int($0)] }
        }.sorted()
    }

    /// - Parameter besides: size of a balanced subset that the images must not be in.
    /// - Throws: `imageCount` or `unbalanced` when there is no subset of `asked` images.
    static func check(
        _ asked: Int?, _ part: Dataset.Part, labels: [some BinaryInteger], classNames: [String],
        besides other: Int = 0
    ) throws(DatasetError) {
        guard let asked, asked != labels.count else { return }
        guard asked >= 1, asked <= labels.count else {
            throw .imageCount(part: part.adjective, asked: asked, available: labels.count)
        }
        var available = [Int](repeating: 0, count: classNames.count)
        for label in labels { available[Int(label)] += 1 }
        for (label, name) in classNames.enumerated() {
            let needed = share(of: label, in: asked, classes: classNames.count)
            let taken = share(of: label, in: other, classes: classNames.count)
            guard available[label] - taken < needed else { continue }
            throw .unbalanced(
                part: part.adjective, asked: asked, className: name, needed: needed,
                available: available[label] - taken)
        }
    }

    /// Images of one class in a balanced subset.
    private static func share(of label: Int, in count: Int, classes: Int) -> Int {
        count / classes + (label < count % classes ? 1 : 0)
    }
}
