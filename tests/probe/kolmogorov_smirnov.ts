// The two-sample test of Kolmogorov and Smirnov: may two samples come from one distribution?

/** The greatest distance between the two empirical distribution functions. */
export function greatestDistance(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [a.toSorted((x, y) => x - y), b.toSorted((x, y) => x - y)];
  let [i, j, distance] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const value = Math.min(left[i]!, right[j]!);
    while (left[i] === value) i++;
    while (right[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / left.length - j / right.length));
  }
  return distance;
}

/** How likely one distribution gives samples that are at least as far apart. The limit formula, with Stephens' correction. */
export function probabilityOfOneSource(a: readonly number[], b: readonly number[]): number {
  const size = Math.sqrt(a.length * b.length / (a.length + b.length));
  const lambda = (size + 0.12 + 0.11 / size) * greatestDistance(a, b);
  // The series converges slowly near 0, where the answer is 1.
  if (lambda < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (-1) ** (k - 1) * Math.exp(-2 * (k * lambda) ** 2);
  return Math.min(Math.max(2 * sum, 0), 1);
}
