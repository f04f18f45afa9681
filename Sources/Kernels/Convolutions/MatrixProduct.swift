import CAblateOpenBLAS

/// A row-major matrix in memory, possibly a part of a wider one.
struct Matrix {
    let pointer: UnsafeMutablePointer<Float>
    let rows: Int
    let columns: Int
    /// Floats from one row to the next.
    let stride: Int
    let isTransposed: Bool

    init(_ pointer: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int, stride: Int? = nil) {
        self.init(
            pointer: pointer, rows: rows, columns: columns, stride: stride ?? columns, isTransposed: false)
    }

    private init(
        pointer: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int, isTransposed: Bool
    ) {
        self.pointer = pointer
        self.rows = rows
        self.columns = columns
        self.stride = stride
        self.isTransposed = isTransposed
    }

    /// The same memory read across.
    var transposed: Matrix {
        Matrix(
            pointer: pointer, rows: columns, columns: rows, stride: stride, isTransposed: !isTransposed)
    }
}

enum MatrixProduct {
    /// OpenBLAS's own threads stay off: callers run products on row blocks from their threads.
    private static let singleThreaded: Void = openblas_set_num_threads(1)

    /// The library's version and the processor that it chose its kernels for.
    static var library: String {
        // "OpenBLAS 0.3.21 DYNAMIC_ARCH …"
        let name = String(cString: openblas_get_config()).split(separator: " ").prefix(2).joined(
            separator: " ")
        return "\(name) \(String(cString: openblas_get_corename()))"
    }

    /// `result = a · b`, or `result += a · b`.
    static func multiply(_ a: Matrix, _ b: Matrix, into result: Matrix, accumulating: Bool = false) {
        _ = singleThreaded
        precondition(
            a.columns == b.rows && result.rows == a.rows && result.columns == b.columns
                && !result.isTransposed,
            "\(a.rows)×\(a.columns) · \(b.rows)×\(b.columns) → \(result.rows)×\(result.columns)")
        if a.rows == 0 || b.columns == 0 { return }
        cblas_sgemm(
            CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
            b.isTransposed ? CblasTrans : CblasNoTrans,
            blasint(a.rows), blasint(b.columns), blasint(a.columns), 1, a.pointer, blasint(a.stride),
            b.pointer,
            blasint(b.stride), accumulating ? 1 : 0, result.pointer, blasint(result.stride))
    }
}
