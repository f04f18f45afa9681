import CAblateKernels

/// A function applied to each number.
package enum ActivationFunction: Hashable, Sendable {
    case identity
    case relu
    /// x Φ(x), with the error function to float precision.
    case gelu
    /// 1 / (1 + e⁻ˣ)
    case sigmoid
    /// x / (1 + e⁻ˣ)
    case silu

    var code: ck_activation {
        switch self {
        case .identity: CK_IDENTITY
        case .relu: CK_RELU
        case .gelu: CK_GELU
        case .sigmoid: CK_SIGMOID
        case .silu: CK_SILU
        }
    }

    /// Whether norms, readings and residual sums can take it along: its derivative is told from a sign.
    package var isPiecewiseLinear: Bool { self == .identity || self == .relu }
}

extension Executor {
    private static let chunk = 16384

    private func chunks(_ count: Int, _ body: (_ start: Int, _ length: Int) -> Void) {
        run((count + Self.chunk - 1) / Self.chunk) { task, _ in
            let start = task * Self.chunk
            body(start, min(Self.chunk, count - start))
        }
    }

    /// Overwrites `y = f(x)`; `y` may be `x`.
    package func activate(_ f: ActivationFunction, _ x: Floats, into y: Floats) {
        precondition(x.count == y.count, "\(x.count) inputs for \(y.count) outputs.")
        chunks(x.count) { ck_activate($1, f.code, x.pointer + $0, y.pointer + $0) }
    }

    /// Overwrites `y = f(x)`, and then `x` with `f′(x)`: what the backward pass multiplies by.
    package func activateKeeping(_ f: ActivationFunction, _ x: Floats, into y: Floats) {
        precondition(x.count == y.count, "\(x.count) inputs for \(y.count) outputs.")
        chunks(x.count) { ck_activate_keeping($1, f.code, x.pointer + $0, y.pointer + $0) }
    }

    /// Overwrites `dx = dy · f′(x)`; `dx` may be `dy`.
    package func activateBackward(_ f: ActivationFunction, _ x: Floats, _ dy: Floats, into dx: Floats) {
        precondition(
            x.count == dy.count && x.count == dx.count, "\(x.count), \(dy.count), \(dx.count) differ.")
        chunks(x.count) { ck_activate_backward($1, f.code, x.pointer + $0, dy.pointer + $0, dx.pointer + $0) }
    }

    /// Overwrites `out = a · b`, element by element; `out` may be either.
    package func multiply(_ a: Floats, _ b: Floats, into out: Floats) {
        precondition(
            a.count == b.count && a.count == out.count, "\(a.count), \(b.count), \(out.count) differ.")
        chunks(a.count) { ck_multiply($1, a.pointer + $0, b.pointer + $0, out.pointer + $0) }
    }

    /// Adds `x` to `y`, element by element.
    package func add(_ x: Floats, to y: Floats) {
        precondition(x.count == y.count, "\(x.count) numbers for \(y.count).")
        chunks(x.count) { ck_add($1, x.pointer + $0, y.pointer + $0) }
    }
}
