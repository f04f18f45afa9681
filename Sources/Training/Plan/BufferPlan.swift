import AblateKernels

/// A buffer that operations name before it has memory. Two buffers that are never alive at the same time may
/// come to share memory.
final class Buffer {
    let count: Int
    private var unified: Buffer?
    private var first = Int.max
    private var last = Int.min
    private var memory: Floats?

    fileprivate init(count: Int) {
        self.count = count
    }

    /// The buffer that stands for this one and all unified with it.
    fileprivate var root: Buffer {
        var buffer = self
        while let next = buffer.unified { buffer = next }
        return buffer
    }

    fileprivate var isUsed: Bool { first <= last }
    fileprivate var lifetime: ClosedRange<Int> { first...last }

    fileprivate func use(at time: Int) {
        let root = root
        root.first = min(root.first, time)
        root.last = max(root.last, time)
    }

    /// Makes both buffers one: what is written into either is read from the other.
    func unify(with other: Buffer) {
        let mine = root
        let theirs = other.root
        guard mine !== theirs else { return }
        precondition(
            mine.count == theirs.count, "Buffers of \(mine.count) and \(theirs.count) cannot be one.")
        mine.unified = theirs
        if mine.isUsed {
            theirs.first = min(theirs.first, mine.first)
            theirs.last = max(theirs.last, mine.last)
        }
    }

    fileprivate func bind(_ floats: Floats) { memory = floats }

    var floats: Floats {
        guard let memory = root.memory else {
            preconditionFailure("A buffer is used that no operation announced.")
        }
        return memory
    }
}

/// All buffers of a network's forward and backward pass, laid out once.
///
/// Time runs over the operations forwards and then backwards: operation *i* of *n* is at *i* and at
/// *2n − 1 − i*. Largest first, each buffer takes the lowest place that is free throughout its lifetime.
final class BufferPlan {
    private var buffers: [Buffer] = []
    private var operationCount = 0

    func buffer(_ count: Int) -> Buffer {
        let buffer = Buffer(count: count)
        buffers.append(buffer)
        return buffer
    }

    func forwardTime(_ operation: Int) -> Int { operation }
    func backwardTime(_ operation: Int) -> Int { 2 * operationCount - 1 - operation }

    func use(_ buffer: Buffer, at time: Int) { buffer.use(at: time) }

    /// Lets `announce` tell who uses what and when, then reserves memory and gives every used buffer its place.
    func bind(operationCount: Int, announce: (BufferPlan) -> Void) {
        self.operationCount = operationCount
        announce(self)
        struct Placed {
            let start: Int
            let end: Int
            let lifetime: ClosedRange<Int>
        }
        var seen = Set<ObjectIdentifier>()
        let roots = buffers.map(\.root).filter { $0.isUsed && seen.insert(ObjectIdentifier($0)).inserted }
        var footprint = 0
        var placed: [Placed] = []
        var places: [(Buffer, Int)] = []
        // Ties in size are broken by age, so that the layout depends on the network alone.
        let order = roots.enumerated().sorted {
            ($1.element.count, $0.element.lifetime.lowerBound, $0.offset)
                < ($0.element.count, $1.element.lifetime.lowerBound, $1.offset)
        }
        for (_, buffer) in order {
            let length = (buffer.count + 15) & ~15
            let conflicts = placed.filter { $0.lifetime.overlaps(buffer.lifetime) }.sorted {
                $0.start < $1.start
            }
            var start = 0
            for other in conflicts where other.end > start {
                if other.start >= start + length { break }
                start = other.end
            }
            placed.append(Placed(start: start, end: start + length, lifetime: buffer.lifetime))
            places.append((buffer, start))
            footprint = max(footprint, start + length)
        }
        let memory = Floats(count: footprint)
        for (buffer, start) in places { buffer.bind(memory.part(start, buffer.count)) }
    }
}
