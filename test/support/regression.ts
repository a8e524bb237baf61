/** The two-sided 95 % quantile of Student's distribution with this many degrees of freedom, to a hundredth. */
const quantile = (freedom: number): number => 1.96 + 2.37 / freedom + 2.82 / freedom ** 2;

/**
 * A line through measurements at equal distances, by least squares.
 * @returns by how much it rises from the first to the last, and the same at either end of the 95 % interval
 */
export const riseOf = (values: readonly number[]) => {
  const count = values.length;
  const middle = (count - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const spread = values.reduce((sum, _value, index) => sum + (index - middle) ** 2, 0);
  const slope = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0) / spread;
  const rest = values.reduce((sum, value, index) => sum + (value - mean - slope * (index - middle)) ** 2, 0);
  const error = Math.sqrt(rest / (count - 2) / spread) * quantile(count - 2);
  const span = count - 1;
  return { rise: slope * span, least: (slope - error) * span, most: (slope + error) * span };
};
