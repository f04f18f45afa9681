"""Writes designs.json: what plain enumeration, statsmodels and integration say of designs over subsets and looks.

    pip install scipy==1.17.1 statsmodels==0.15.0 numpy pandas
    python make_designs.py > designs.json

Shapley values and interactions are means over all orders, in fractions. Sameness is statsmodels' F with epsilon from the
covariance of orthonormal contrasts. The sequential boundary is found by integration forward from look to look, where the
package integrates backward; it takes half a minute.
"""
import itertools
import json
import math
import sys
from fractions import Fraction

import numpy as np
import pandas
import scipy
import statsmodels
from scipy import linalg, optimize, stats
from scipy.interpolate import CubicSpline
from statsmodels.stats.anova import AnovaRM
from statsmodels.stats.power import TTestPower

random = np.random.default_rng(19530318)
cases = []


def case(quantity, samples, expected, tolerance=1e-12, **options):
    cases.append({
        "quantity": quantity, "samples": [[float(v) for v in sample] for sample in samples],
        "options": {name: float(value) for name, value in options.items()},
        "expected": {name: float(value) for name, value in expected.items()},
        "tolerance": tolerance})


def table(players, seeds):
    """Accuracies of every subset, as the bits of its number say, in whole tenths of a per mille: exact as fractions."""
    own = random.integers(-100, 200, players)
    of_seed = random.integers(-40, 40, seeds)
    rows = []
    for subset in range(2 ** players):
        mean = 8000 + sum(int(own[i]) for i in range(players) if subset >> i & 1) + int(random.integers(-60, 60))
        rows.append([Fraction(mean + int(of_seed[s]) + int(random.integers(-30, 30)), 10_000) for s in range(seeds)])
    return rows


def steps(order, excluding):
    """Player, subset before, subset after."""
    subset, result = 0, []
    for player in order:
        rivals = {b for a, b in excluding if a == player} | {a for a, b in excluding if b == player}
        if any(subset >> rival & 1 for rival in rivals):
            continue
        result.append((player, subset, subset | 1 << player))
        subset |= 1 << player
    return result


def usable(rows, order, excluding):
    return bool(rows[0]) and all(rows[after] for _, _, after in steps(order, excluding))


def t_interval(mean, error, df):
    reach = stats.t.ppf(0.975, df) * error
    return {"lower": mean - reach, "upper": mean + reach, "p": 2 * stats.t.sf(abs(mean / error), df), "df": df}


def total(rows, orders, excluding):
    """Mean of the last subset less the empty one."""
    ends = [[s[-1][2] for s in [steps(order, excluding)]][0] for order in orders]
    return sum(sum(rows[end]) - sum(rows[0]) for end in ends) / Fraction(len(orders) * len(rows[0]))


# Shapley values of all orders: t over seeds
for players, seeds, excluding, without in [
        (1, 2, [], []), (3, 3, [], []), (4, 5, [], []), (5, 4, [], []), (6, 4, [], []), (4, 4, [(1, 2)], []),
        (5, 3, [(0, 3), (3, 4)], []), (4, 3, [], [0b0011]), (4, 3, [], [0b0001, 0b0010, 0b0100]), (5, 3, [(1, 4)], [0b00101])]:
    rows = table(players, seeds)
    for subset in without:
        rows[subset] = []
    orders = list(itertools.permutations(range(players)))
    used = [order for order in orders if usable(rows, order, excluding)]
    changes = {player: [] for player in range(players)}
    for order in used:
        for player, before, after in steps(order, excluding):
            changes[player].append([b - a for a, b in zip(rows[before], rows[after])])
    expected = {"used": len(used), "all": len(orders), "total": total(rows, used, excluding)}
    for player, values in changes.items():
        expected[f"{player}-walks"] = len(values)
        if not values:
            continue
        by_seed = [sum(column) / len(values) for column in zip(*values)]
        mean = sum(by_seed) / seeds
        error = stats.sem([float(v) for v in by_seed])
        expected |= {f"{player}-{name}": v for name, v in t_interval(float(mean), error, seeds - 1).items()}
        expected |= {f"{player}-estimate": mean} | {f"{player}-seed-{i}": v for i, v in enumerate(by_seed)}
    case("shapley", rows + excluding, expected, players=players)

# Of a sample of orders: seeds and pairs crossed
for players, seeds, units, lone, pairs, excluding, without in [
        (4, 4, 3, False, True, [], []), (6, 5, 10, False, True, [], []), (5, 3, 4, True, True, [], []),
        (5, 6, 7, False, False, [], []), (5, 4, 6, False, True, [(0, 2)], []), (5, 4, 12, False, True, [], [0b00110])]:
    rows = table(players, seeds)
    for subset in without:
        rows[subset] = []
    orders = []
    for _ in range(units):
        order = [int(v) for v in random.permutation(players)]
        orders += [order, order[::-1]] if pairs else [order]
    if lone:
        orders.append([int(v) for v in random.permutation(players)])
    size = 2 if pairs else 1
    drawn = [orders[i:i + size] for i in range(0, len(orders), size)]
    used = [order for order in orders if usable(rows, order, excluding)]
    expected = {"used": len(used), "all": len(orders), "total": total(rows, used, excluding)}
    for player in range(players):
        cells, weights = [], []
        for unit in drawn:
            changes = [[b - a for a, b in zip(rows[before], rows[after])] for order in unit
                       if usable(rows, order, excluding)
                       for added, before, after in steps(order, excluding) if added == player]
            if changes:
                cells.append([sum(column) / len(changes) for column in zip(*changes)])
                weights.append(len(changes))
        exact = sum(w * sum(cell) for w, cell in zip(weights, cells)) / Fraction(sum(weights) * seeds)
        expected |= {f"{player}-estimate": exact, f"{player}-walks": sum(weights)}
        x, n, p = np.array(cells, dtype=float).T, seeds, len(cells)
        w = np.array(weights) / sum(weights)
        mean, of_seeds, of_units = float(exact), x @ w, x.mean(0)
        if len(set(weights)) == 1:  # mean squares of the two-way layout
            rest = x - of_seeds[:, None] - of_units + mean
            ms = [p * np.var(of_seeds, ddof=1), n * np.var(of_units, ddof=1), (rest ** 2).sum() / ((n - 1) * (p - 1))]
            a, b, c = (m / (n * p) for m in ms)
        else:  # each unit by its share of the walks
            rest = x - of_seeds[:, None] - of_units + mean
            a = np.var(of_seeds, ddof=1) / n
            b = p / (p - 1) * (w ** 2 * (of_units - mean) ** 2).sum()
            c = p / (p - 1) * (w ** 2 * (rest ** 2).sum(0)).sum() / (n * (n - 1))
        variance, df = a + b - c, None
        if variance < max(a, b):
            variance, df = (a, n - 1) if a > b else (b, p - 1)
        else:
            weight = a * a / (n - 1) + b * b / (p - 1) + c * c / ((n - 1) * (p - 1))
            df = max(variance ** 2 / weight, min(n, p) - 1)
        expected |= {f"{player}-{name}": v for name, v in t_interval(mean, math.sqrt(variance), df).items()}
    case("shapley-sample", rows + orders + excluding, expected, 1e-10, players=players, orders=len(orders), pairs=pairs)

# Interactions: the second difference of two players who go together, over all orders of the others and them
for players, seeds in [(2, 3), (3, 4), (4, 3), (5, 3), (6, 2)]:
    rows, expected = table(players, seeds), {}
    for first, second in itertools.combinations(range(players), 2):
        others = [player for player in range(players) if player not in (first, second)]
        changes = []
        for order in itertools.permutations(others + ["both"]):
            subset = sum(1 << player for player in order[:order.index("both")])
            changes.append([d - b - c + a for a, b, c, d in zip(
                rows[subset], rows[subset | 1 << first], rows[subset | 1 << second],
                rows[subset | 1 << first | 1 << second])])
        by_seed = [sum(column) / len(changes) for column in zip(*changes)]
        test = stats.ttest_1samp([float(v) for v in by_seed], 0)
        expected |= {f"{first}-{second}-p": test.pvalue}
        expected |= {f"{first}-{second}-seed-{i}": v for i, v in enumerate(by_seed)}
    case("interactions", rows, expected, 1e-11, players=players)

# Sameness: F of repeated measures; epsilon of Huynh and Feldt from the covariance of orthonormal contrasts
for seeds, contexts, deviations in [(2, 2, 1), (10, 2, 1), (5, 3, 1), (10, 4, np.array([1, 2, 3, 3])), (4, 8, 2),
                                    (10, 17, np.linspace(1, 3, 17)), (3, 4, np.array([1, 1, 1, 9]))]:
    values = random.normal(0.3, 0.5, (seeds, 1)) + deviations * random.normal(0, 0.1, (seeds, contexts)) \
        + random.normal(0, 0.1, contexts)
    frame = pandas.DataFrame([(s, c, values[s, c]) for s in range(seeds) for c in range(contexts)],
                             columns=["seed", "context", "value"])
    statistic = AnovaRM(frame, "value", "seed", ["context"]).fit().anova_table["F Value"].iloc[0]
    d = contexts - 1
    contrasts = linalg.helmert(contexts)
    covariance = np.atleast_2d(np.cov(contrasts @ values.T))
    box = np.trace(covariance) ** 2 / (d * (covariance ** 2).sum())
    epsilon = 1 / d if seeds == 2 else min(1, max(1 / d, (seeds * d * box - 2) / (d * (seeds - 1 - d * box))))
    if d == 1:
        test = stats.ttest_rel(values[:, 0], values[:, 1])
        assert abs(test.statistic ** 2 - statistic) < 1e-8 * statistic
        epsilon = 1
    pooled = math.sqrt(2 * np.trace(covariance) / d)
    case("sameness", values, {
        "statistic": statistic, "epsilon": epsilon, "numerator": epsilon * d,
        "denominator": epsilon * d * (seeds - 1), "sd": pooled,
        "p": stats.f.sf(statistic, epsilon * d, epsilon * d * (seeds - 1))}, 1e-9)
    if seeds > 2:
        found = TTestPower().solve_power(nobs=seeds, alpha=0.05, power=0.8) * pooled
        case("sameness-detectable", values, {"change": found}, 1e-4)


# Sequential t-tests: w = sum/√(sum of squares) of n normal differences goes to w cos φ + sin φ with one more, and φ has a
# density ∝ cosⁿ⁻¹ φ. The chance that no look will be crossed is carried from the last look to the first.
nodes, weights = np.polynomial.legendre.leggauss(48)
sines, slopes = np.sin(np.pi / 2 * nodes), np.pi / 2 * np.cos(np.pi / 2 * nodes) * weights


class Chance:
    """An even function of w up to the last of its ends, zero beyond; at each of them it may go like a square root."""

    def __init__(self, ends, function, points=200):
        self.ends, self.parts = ends, []
        angle = np.linspace(-np.pi / 2, np.pi / 2, points)
        for low, high in zip([0] + ends, ends):
            self.parts.append(CubicSpline(angle, function((low + high) / 2 + (high - low) / 2 * np.sin(angle))))

    def __call__(self, w):
        w, result, low = np.abs(w), np.zeros_like(w), -1
        for start, high, part in zip([0] + self.ends, self.ends, self.parts):
            here = (w > low) & (w <= high)
            result[here] = part(np.arcsin(np.clip((2 * w[here] - start - high) / (high - start), -1, 1)))
            low = high
        return result


def uncrossed(looks, ts):
    """The chance that no look has a |t| as large."""
    cut = {n: math.sqrt(n) * t / math.sqrt(t * t + n - 1) for n, t in zip(looks, ts)}
    last = looks[len(ts) - 1]
    chance, kinks = Chance([cut[last]], np.ones_like), [(cut[last], 0)]
    for n in range(last - 1, looks[0] - 1, -1):
        limit = cut.get(n, math.sqrt(n))

        def before(w, after=chance, n=n):
            turn, size, largest = np.arctan(w), np.hypot(1, w), after.ends[-1]
            marks = [turn - np.pi / 2, turn + np.pi / 2]
            for end in after.ends:
                angle = np.arcsin(np.minimum(1, end / size))
                marks += [angle, -angle, np.pi - angle, angle - np.pi]
            marks = np.sort(np.clip(np.array(marks), turn - np.pi / 2, turn + np.pi / 2), axis=0)
            result = np.zeros_like(w)
            for low, high in zip(marks, marks[1:]):
                half = (high - low) / 2
                inside = np.abs(size * np.sin((high + low) / 2)) < largest
                theta = (high + low)[:, None] / 2 + half[:, None] * sines
                new = np.minimum(np.abs(size[:, None] * np.sin(theta)), largest)
                density = np.cos(theta - turn[:, None]).clip(0) ** (n - 1)
                result += inside * half * (density * after(new) * slopes).sum(1)
            return result * math.exp(math.lgamma((n + 1) / 2) - math.lgamma(n / 2)) / math.sqrt(math.pi)

        kinks = [(math.sqrt(e * e - 1), age + 1) for e, age in kinks if e > 1 and age < 4] + [(limit, 0)]
        kinks = [(e, age) for e, age in kinks if e <= limit]
        chance = Chance(sorted({e for e, _ in kinks}), before)
    n, result = looks[0], 0
    tops = [math.asin(min(1, end / math.sqrt(n))) for end in chance.ends]
    for low, high in zip([0] + tops, tops):
        angle = (low + high) / 2 + (high - low) / 2 * sines
        w = np.minimum(math.sqrt(n) * np.sin(angle), chance.ends[-1])
        result += (high - low) * (np.cos(angle) ** (n - 2) * chance(w) * slopes).sum()
    return result * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2)) / math.sqrt(math.pi)


def spent(level, fraction):
    return 4 * stats.norm.sf(stats.norm.isf(level / 4) / math.sqrt(fraction))


for looks, level in [([4, 6, 8, 10, 12, 16, 20], 0.05), ([4, 6, 8, 10, 12, 16, 20], 0.05 / 12), ([3, 4, 5, 6], 0.05),
                     ([10], 0.05), ([5, 9, 10], 0.01)]:
    ts = []
    for look, n in enumerate(looks):
        target = spent(level, n / looks[-1])
        if look == 0:
            ts.append(stats.t.isf(target / 2, n - 1))
            continue
        share = target - spent(level, looks[look - 1] / looks[-1])
        ts.append(optimize.brentq(
            lambda t: 1 - uncrossed(looks, ts + [t]) - target,
            stats.t.isf(min(0.5, 2 * share), n - 1), 1.02 * stats.t.isf(share / 2, n - 1), xtol=1e-9))
    case("boundary", [looks], {
        str(i): math.log10(2 * stats.t.sf(t, n - 1)) for i, (t, n) in enumerate(zip(ts, looks))}, 3e-5, level=level)

versions = {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__}
print('{\n"madeWith": ' + json.dumps(versions) + ',\n"cases": [')
print(",\n".join(json.dumps(case) for case in cases))
print("]\n}")
