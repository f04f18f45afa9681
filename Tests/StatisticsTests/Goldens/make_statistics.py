"""Writes statistics.json: what SciPy, statsmodels and plain enumeration say of small samples.

    pip install scipy==1.17.1 statsmodels==0.15.0
    python make_statistics.py > statistics.json

Each case has a quantity, its samples, its options and the expected numbers. What SciPy has no function for is
enumerated (Pareto front) or written out from its formula (intervals of rank correlations).
"""
import itertools
import json
import math
import sys

import numpy as np
import scipy
import statsmodels
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import brentq
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

random = np.random.default_rng(20220110)
cases = []


def case(quantity, samples, expected, tolerance=1e-11, **options):
    cases.append({
        "quantity": quantity, "samples": [[float(v) for v in sample] for sample in samples],
        "options": {name: float(value) for name, value in options.items()},
        "expected": {name: float(value) for name, value in expected.items()},
        "tolerance": tolerance})


def sample(n, mean=0.0, sd=1.0, decimals=None):
    values = random.normal(mean, sd, n)
    return values if decimals is None else np.round(values, decimals)


paired = [
    [0.3, -0.1], [0.0014, 0.0021, 0.0008], [0.004, 0.002, -0.001, 0.003, 0.005],
    sample(8, 0.5), sample(20, 0.2), sample(60, 0.2), [1e-9, 1e-9, 4e-9], [5.0, 5.0, 5.0, 6.0]]

# t: one sample of differences, and Welch
for values in paired:
    for confidence in (0.95, 0.5, 0.999):
        test = stats.ttest_1samp(values, 0)
        low, high = test.confidence_interval(confidence)
        case("t-paired", [values], {
            "statistic": test.statistic, "p": test.pvalue, "df": test.df, "lower": low, "upper": high},
            confidence=confidence)
for ours, theirs in [([1, 2], [1.5, 4]), (sample(3, 1), sample(5, 0, 3)), (sample(40), sample(7, 1, 0.1)),
                     ([2, 2, 2], [1, 1.5, 3]), ([0.91, 0.912, 0.9105], [0.903, 0.9, 0.902])]:
    test = stats.ttest_ind(ours, theirs, equal_var=False)
    low, high = test.confidence_interval(0.95)
    case("t-welch", [ours, theirs], {
        "statistic": test.statistic, "p": test.pvalue, "df": test.df, "lower": low, "upper": high})

# Welch from printed means, and a difference of two differences (its degrees of freedom from the formula)
printed = [((0.7951, 0.0018, 3), (0.7936, 0.0007, 3)), ((81.97, 0.06, 3), (81.47, 0.09, 5)), ((1, 0, 2), (2, 1, 9))]
for ours, theirs in printed:
    test = stats.ttest_ind_from_stats(*ours, *theirs, equal_var=False)
    a, b = ours[1] ** 2 / ours[2], theirs[1] ** 2 / theirs[2]
    df = (a + b) ** 2 / (a * a / (ours[2] - 1) + b * b / (theirs[2] - 1))
    reach = stats.t.ppf(0.975, df) * math.sqrt(a + b)
    case("t-printed", [ours, theirs], {
        "statistic": test.statistic, "p": test.pvalue, "df": df,
        "lower": ours[0] - theirs[0] - reach, "upper": ours[0] - theirs[0] + reach})
for values, (ours, theirs) in zip(paired[1:4], printed):
    a, df_a = np.var(values, ddof=1) / len(values), len(values) - 1
    b, c = ours[1] ** 2 / ours[2], theirs[1] ** 2 / theirs[2]
    df = (a + b + c) ** 2 / (a * a / df_a + b * b / (ours[2] - 1) + c * c / (theirs[2] - 1))
    difference, error = np.mean(values) - (ours[0] - theirs[0]), math.sqrt(a + b + c)
    reach = stats.t.ppf(0.975, df) * error
    case("t-difference-of-differences", [values, ours, theirs], {
        "statistic": difference / error, "p": 2 * stats.t.sf(abs(difference / error), df), "df": df,
        "lower": difference - reach, "upper": difference + reach})

# Summary
for values in paired:
    case("summary", [values], {
        "mean": np.mean(values), "sd": np.std(values, ddof=1), "se": stats.sem(values)})

# Sign flips: SciPy's permutation test of |mean| with every sign pattern
flips = paired[:4] + [[0.5], [0.2, 0.2], [1, -1], [0, 0, 0], [0.1, 0.2, -0.3, 0.3, 0.0],
                      [0.8512 - 0.8498, 0.8612 - 0.8598, 0.8, -0.8], sample(12, 0.7), sample(12, 0.4, 1, 1)]
for values in flips:
    values = np.asarray(values, dtype=float)
    observed, extreme = abs(values.sum()), 0
    for signs in itertools.product((1, -1), repeat=len(values)):
        extreme += abs(np.dot(signs, values)) >= observed - 1e-12
    case("sign-flip", [values], {"p": extreme / 2 ** len(values)})
    if len(values) > 1 and np.ptp(values) > 0:
        test = stats.permutation_test(
            (values,), lambda x, axis: np.abs(np.mean(x, axis=axis)), permutation_type="samples",
            n_resamples=math.inf, alternative="greater", vectorized=True)
        assert abs(test.pvalue - extreme / 2 ** len(values)) < 1e-12, values

# McNemar: (only ours right, only theirs right)
for only_ours, only_theirs in [(0, 1), (1, 0), (3, 3), (5, 17), (121, 180), (400, 330), (4000, 4211), (0, 30)]:
    p = stats.binomtest(only_ours, only_ours + only_theirs, 0.5).pvalue
    case("mcnemar", [[only_ours, only_theirs]], {"p": p}, tolerance=1e-8)
case("mcnemar", [[0, 0]], {"p": 1})

# Signs that agree: (agreeing, of so many)
for agreeing, n in [(0, 1), (1, 1), (11, 13), (6, 15), (15, 15), (0, 4)]:
    test = stats.binomtest(agreeing, n)
    interval = test.proportion_ci(0.95, "exact")
    case("sign-agreement", [[1] * n, [1] * agreeing + [-1] * (n - agreeing)], {
        "agreeing": agreeing, "p": test.pvalue, "lower": interval.low, "upper": interval.high}, tolerance=1e-8)

# No better than guessing: (right, of so many, the share of the most frequent class)
for right, images, share in [(0, 10, 0.1), (10, 10, 0.1), (1000, 10_000, 0.1), (1070, 10_000, 0.1), (1071, 10_000, 0.1),
                             (29, 200, 0.1), (140, 200, 0.7), (155, 200, 0.7), (10, 10_000, 0.001), (1, 1, 1),
                             (0, 5, 0), (8905, 10_000, 0.1), (60, 50_000, 0.001)]:
    p = stats.binomtest(right, images, share, alternative="greater").pvalue
    case("guessing", [[right, images, share]], {"p": p}, tolerance=1e-8)

# P(A > B) over pairs (Clopper-Pearson) and over all (Brunner-Munzel)
for values in [[0.5], [0.1, 0.2, 0.3], [0.1, -0.2, 0.3, 0.4, 0.5], [0.0, 0.1, -0.1, 0.2], [0.0, 0.0],
               [-0.3, -0.1]]:
    wins, ties, n = sum(v > 0 for v in values), sum(v == 0 for v in values), len(values)
    case("superiority-paired", [values], {
        "estimate": (wins + ties / 2) / n,
        "lower": stats.binomtest(wins, n).proportion_ci(0.95, "exact").low,
        "upper": stats.binomtest(wins + ties, n).proportion_ci(0.95, "exact").high})
for ours, theirs in [([1, 3, 5], [2, 4, 0]), (sample(12, 1), sample(9)), (sample(6, 0, 1, 0), sample(8, 0, 1, 0)),
                     ([1, 2, 3, 4], [4, 5, 6])]:
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    m, n = len(ours), len(theirs)
    wins = sum((a > b) + (a == b) / 2 for a in ours for b in theirs) / (m * n)
    ranks = stats.rankdata(np.concatenate([ours, theirs]))
    place_ours = ranks[:m] - stats.rankdata(ours)
    place_theirs = ranks[m:] - stats.rankdata(theirs)
    a, b = np.var(place_ours, ddof=1) / (m * n * n), np.var(place_theirs, ddof=1) / (n * m * m)
    df = (a + b) ** 2 / (a * a / (m - 1) + b * b / (n - 1))
    error = math.sqrt(a + b)
    assert abs((wins - 0.5) / error - stats.brunnermunzel(theirs, ours).statistic) < 1e-9
    reach = stats.t.ppf(0.975, df) * error
    case("superiority", [ours, theirs], {
        "estimate": wins, "lower": max(0, wins - reach), "upper": min(1, wins + reach)})

# Holm
for values in [[0.01], [0.04, 0.01, 0.03], [0.5, 0.6, 0.001, 0.001], [0, 1, 0.25], random.uniform(0, 0.2, 13)]:
    adjusted = multipletests(values, method="holm")[1]
    case("holm", [values], {str(index): value for index, value in enumerate(adjusted)})
    # Of a family of which some are missing: as if their p were 1
    for family in (len(values) + 1, 2 * len(values) + 3):
        adjusted = multipletests(list(values) + [1] * (family - len(values)), method="holm")[1][:len(values)]
        case("holm-of-family", [values], {str(index): value for index, value in enumerate(adjusted)}, family=family)

# Rank correlation: SciPy's coefficients, every order for p, formulas for the intervals
lists = [([1, 2], [2, 1]), ([1, 2, 3], [1, 3, 2]), ([1, 2, 2, 3, 5], [3, 1, 1, 4, 4]), (sample(6), sample(6)),
         (sample(7, 0, 1, 0), sample(7, 0, 1, 0)), (np.arange(5), np.arange(5)),
         ([0.54, 0.15, -1.23, 2.22, 0.14, -0.72, 0.65, 0.05], [-0.2, 0.3, -0.9, 1.4, 0.2, -0.6, 0.1, 0.1])]
for ours, theirs in lists + [(sample(14), sample(14)), (sample(30, 0, 1, 1), sample(30, 0, 1, 1))]:
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    n = len(ours)
    for kind, function in [("spearman", stats.spearmanr), ("kendall", stats.kendalltau)]:
        coefficient = function(ours, theirs).statistic
        expected = {"coefficient": coefficient}
        if n >= 5 and abs(coefficient) < 1 - 1e-12:
            variance = (1 + coefficient ** 2 / 2) / (n - 3) if kind == "spearman" else 0.437 / (n - 4)
            reach = stats.norm.ppf(0.975) * math.sqrt(variance)
            expected["lower"] = math.tanh(math.atanh(coefficient) - reach)
            expected["upper"] = math.tanh(math.atanh(coefficient) + reach)
        if n <= 7:
            orders = [list(order) for order in itertools.permutations(theirs)]
            extreme = sum(abs(function(ours, order).statistic) >= abs(coefficient) - 1e-9 for order in orders)
            expected["p"] = extreme / len(orders)
        case(kind, [ours, theirs], expected)

# Rank correlations of one truth measured twice with noise: NumPy's draws, with the tolerance of both
for truth, ours, theirs in [
        ([0.54, 0.15, -1.23, 2.22, 0.14, -0.72, 0.65, 0.05], [0.1] * 8, [0.06, 0.1, 0.1, 0.05, 0.02, 0.05, 0.08, 0.1]),
        ([1, 2, 3, 4, 5], [2, 2, 2, 2, 2], [0, 0, 0, 0, 0])]:
    for kind, function in [("spearman", stats.spearmanr), ("kendall", stats.kendalltau)]:
        generator = np.random.default_rng(7)
        found = [function(generator.normal(truth, ours), generator.normal(truth, theirs)).statistic
                 for _ in range(20_000)]
        case(f"noise-ceiling-{kind}", [truth, ours, theirs], {"expected": np.mean(found)}, tolerance=0.01)

# Power of the paired t-test, and what follows from it: the noncentral t as an integral over the estimated
# deviation, since SciPy's own (nct) is NaN here and there; where it is not, both must agree
def power(difference, sd, n, level):
    df, critical, center = n - 1, stats.t.ppf(1 - level / 2, n - 1), difference / sd * math.sqrt(n)
    deviation = stats.chi(df, scale=1 / math.sqrt(df))

    def tail(center):
        bounds = sorted({0, max(0, (center - 8) / critical), max(0, (center + 8) / critical),
                         deviation.ppf(1e-12), deviation.isf(1e-15)})
        return sum(quad(lambda s: stats.norm.cdf(center - critical * s) * deviation.pdf(s), low, high,
                        epsabs=1e-13, epsrel=1e-11)[0] for low, high in zip(bounds, bounds[1:]))

    result = tail(center) + tail(-center)
    scipys = stats.nct.sf(critical, df, center) + stats.nct.cdf(-critical, df, center)
    assert math.isnan(scipys) or abs(result - scipys) < 1e-7, (difference, sd, n, result, scipys)
    return result


for n, sd, level in [(2, 1, 0.05), (3, 0.003, 0.05), (5, 0.2, 0.05), (10, 1, 0.01), (30, 2, 0.05), (300, 1, 0.05)]:
    for difference in (0.2 * sd, sd, 3 * sd):
        case("power", [], {"power": power(difference, sd, n, level)}, tolerance=1e-7,
             seeds=n, sd=sd, level=level, difference=difference)
    for target in (0.8, 0.95):
        found = brentq(
            lambda d: power(d, sd, n, level) - target, 1e-9, 36 * sd / math.sqrt(n), xtol=1e-14)
        if found < 9 * sd:  # beyond which the solver of statsmodels does not look
            solved = TTestPower().solve_power(nobs=n, alpha=level, power=target) * sd
            assert abs(solved - found) < 1e-4 * found, (n, solved, found)
        case("detectable", [], {"difference": found}, tolerance=1e-7, seeds=n, sd=sd, level=level, power=target)
for difference, sd in [(10, 1), (1, 1), (0.5, 1), (0.1, 1), (0.002, 0.003)]:
    n = next(n for n in itertools.count(2) if power(difference, sd, n, 0.05) >= 0.8)
    case("seeds-needed", [], {"seeds": n}, difference=difference, sd=sd)

# Bootstrap of the mean: BCa against SciPy's own draws, so with the tolerance of both
for values in [sample(12, 1), np.exp(sample(25)), sample(40, 0.9, 0.01)]:
    result = stats.bootstrap((values,), np.mean, method="BCa", n_resamples=400_000, rng=random)
    case("bootstrap-bca", [values], {
        "lower": result.confidence_interval.low, "upper": result.confidence_interval.high},
        tolerance=0.02 * result.standard_error)

# Pareto front: every pair of resamples
costs, runs = [1, 2, 2, 3], [[0.6, 0.7], [0.65, 0.8], [0.5, 0.6], [0.7, 0.74]]
totals = np.zeros(len(costs))
resamples = [[np.mean(draw) for draw in itertools.product(scores, repeat=2)] for scores in runs]
combinations = list(itertools.product(*resamples))
for means in combinations:
    for point in range(len(costs)):
        totals[point] += not any(
            costs[o] <= costs[point] and means[o] >= means[point]
            and (costs[o] < costs[point] or means[o] > means[point]) for o in range(len(costs)))
case("pareto", [costs] + runs, {str(i): t / len(combinations) for i, t in enumerate(totals)}, tolerance=0.01)

versions = {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__}
json.dump({"madeWith": versions, "cases": cases}, sys.stdout, indent=1)
print()
