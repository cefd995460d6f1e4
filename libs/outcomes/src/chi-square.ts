// In: a chi-square statistic and its degrees of freedom. Out: the probability of a larger one, exact also when it is tiny.
import gammainc from '@stdlib/math-base-special-gammainc';

/** Q(df/2, x/2), the upper tail itself: 1 − cdf would lose every digit below 1e-16. */
export const chiSquareTail = (statistic: number, degreesOfFreedom: number): number =>
  gammainc(Math.max(0, statistic) / 2, degreesOfFreedom / 2, true, true);
