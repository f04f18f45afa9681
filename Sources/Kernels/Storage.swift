import CAblateKernels

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Zeroed memory for floats, aligned to 64 bytes, owned by whoever holds a ``Floats`` into it.
final class Storage: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let count: Int

    /// Threads write disjoint parts at the same time; which is up to the executor that cuts the work.
    init(count: Int) {
        self.count = count
        let byteCount = (max(count, 1) * MemoryLayout<Float>.stride + 63) & ~63
        var raw: UnsafeMutableRawPointer?
        // Large regions on huge pages: fewer page faults, and fewer misses in the address cache.
        let alignment = byteCount >= 4 << 20 ? 2 << 20 : 64
        guard posix_memalign(&raw, alignment, byteCount) == 0, let raw else {
            MemoryShortage.end("\(byteCount) bytes of memory")
        }
        #if os(Linux)
            if alignment > 64 { madvise(raw, byteCount, MADV_HUGEPAGE) }
        #endif
        memset(raw, 0, byteCount)
        base = raw.bindMemory(to: Float.self, capacity: count)
    }

    deinit { free(base) }
}

/// A run of float32 numbers in planned memory: the engine's only view of an array. Copies share the memory.
package struct Floats: Sendable {
    let storage: Storage
    let offset: Int
    package let count: Int

    /// New memory, zeroed.
    package init(count: Int) {
        self.init(storage: Storage(count: count), offset: 0, count: count)
    }

    private init(storage: Storage, offset: Int, count: Int) {
        self.storage = storage
        self.offset = offset
        self.count = count
    }

    /// New memory with the given content.
    package init(_ values: [Float]) {
        self.init(count: values.count)
        assign(values)
    }

    /// The part that begins at `start` and holds `count` numbers.
    package func part(_ start: Int, _ count: Int) -> Floats {
        precondition(
            start >= 0 && count >= 0 && start + count <= self.count,
            "\(start)..<\(start + count) is outside of \(self.count) numbers.")
        return Floats(storage: storage, offset: offset + start, count: count)
    }

    /// The first `count` numbers.
    package func prefix(_ count: Int) -> Floats { part(0, count) }

    var pointer: UnsafeMutablePointer<Float> { storage.base + offset }

    package subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "\(index) is outside of \(count) numbers.")
            return pointer[index]
        }
        nonmutating set {
            precondition(index >= 0 && index < count, "\(index) is outside of \(count) numbers.")
            pointer[index] = newValue
        }
    }

    package var array: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

    /// Overwrites the first `values.count` numbers.
    package func assign(_ values: [Float]) {
        precondition(values.count <= count, "\(values.count) values do not fit into \(count) numbers.")
        values.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { pointer.update(from: base, count: source.count) }
        }
    }

    package func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

    /// The bytes in memory order, for hashing and writing.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: pointer, count: count * MemoryLayout<Float>.stride))
    }

    /// Overwrites all numbers with `bytes`, which must be as many.
    package func assign(bytes: UnsafeRawBufferPointer) {
        precondition(
            bytes.count == count * MemoryLayout<Float>.stride, "\(bytes.count) bytes for \(count) numbers.")
        if let source = bytes.baseAddress { memcpy(pointer, source, bytes.count) }
    }
}
