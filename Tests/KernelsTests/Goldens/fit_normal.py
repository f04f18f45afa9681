"""Fits the two polynomials behind the kernels' GELU and prints them as C macros.

    pip install numpy mpmath
    python fit_normal.py > ../../../Sources/CKernels/normal_constants.h

exp(r), |r| <= ln 2 / 2:  1 + r + r^2 p(r).
Normal tail 1 - Phi(t), t >= 0:  exp(-t^2 / 2) s q(s), s = 1 / (1 + K t).
Both minimise the largest relative error on Chebyshev points by iteratively reweighted least squares.
"""
import mpmath as mp
import numpy as np

mp.mp.dps = 40
K = 0.35


def fit(values, basis, weights, rounds=80):
    weight = np.ones(len(values))
    best = (np.inf, None)
    for _ in range(rounds):
        root = np.sqrt(weight) * weights
        c = np.linalg.lstsq(basis * root[:, None], values * root, rcond=None)[0]
        error = np.abs((basis @ c - values) * weights)
        if error.max() < best[0]:
            best = (error.max(), c)
        weight *= error / error.max() + 1e-9
        weight /= weight.sum()
    return best


chebyshev = np.cos(np.pi * (np.arange(500) + 0.5) / 500)
r = chebyshev * float(mp.log(2)) / 2 * 1.001
target = np.array([float((mp.e ** mp.mpf(x) - 1 - mp.mpf(x)) / mp.mpf(x) ** 2) for x in r])
exp_error, exp_fit = fit(target, np.stack([r**k for k in range(6)], 1), r * r * np.exp(-r))

smallest = 1 / (1 + K * 14)
s = smallest + (1 - smallest) * (0.5 - 0.5 * chebyshev)
tail = np.array([float(mp.erfc(t / mp.sqrt(2)) / 2 * mp.e ** (t * t / 2)) for t in map(mp.mpf, (1 / s - 1) / K)])
tail_error, tail_fit = fit(tail, np.stack([s**k for k in range(1, 10)], 1), 1 / tail)

print("// Coefficients of vector.h's exponential and normal tail; made by")
print("// Tests/KernelsTests/Goldens/fit_normal.py, not by hand.")
print(f"// Largest relative error of the fits: {exp_error:.1e} and {tail_error:.1e}.")
print("#ifndef ABLATE_NORMAL_CONSTANTS_H\n#define ABLATE_NORMAL_CONSTANTS_H\n")
for k, c in enumerate(exp_fit):
    print(f"#define CK_EXP_{k} {c:.9g}f")
print(f"\n#define CK_TAIL_K {K}f")
for k, c in enumerate(tail_fit, 1):
    print(f"#define CK_TAIL_{k} {c:.9g}f")
print("\n#endif")
