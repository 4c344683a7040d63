using Lockstep.Randomness;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Weights above 0 that sum to 1: the symmetric Dirichlet distribution. Of two, the first is distributed as Beta(alpha, alpha).</summary>
/// <remarks>
/// Gamma draws, each divided by their sum; all by logarithms, so that none is lost where alpha is small. The same bits on every machine.
/// Source: Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, 2000; below a shape of 1 by their section 6. Deviation: of eight
/// tries, all drawn, the first that is accepted counts, and the middle where none is, which is once in 10^10: the number of draws is fixed.
/// </remarks>
internal static class Dirichlet
{
    /// <summary>The alpha of a recipe.</summary>
    public static NumberShape Alpha { get; } = new() { Least = 0.001, Most = 1000 };

    private const int Tries = 8;

    /// <summary>Draws, for each of the weights, eight times a normal and a double, then a double.</summary>
    public static double[] Draw(double alpha, int count, ref RandomStream random)
    {
        var logarithms = new double[count];
        for (var place = 0; place < count; place++)
        {
            logarithms[place] = LogGamma(alpha, ref random);
        }

        var most = logarithms.Max();
        var weights = new double[count];
        var sum = 0.0;
        for (var place = 0; place < count; place++)
        {
            weights[place] = Elementary.Exp(logarithms[place] - most);
            sum += weights[place];
        }

        for (var place = 0; place < count; place++)
        {
            weights[place] /= sum;
        }

        return weights;
    }

    /// <summary>The logarithm of a number that is distributed as Gamma(shape, 1).</summary>
    private static double LogGamma(double shape, ref RandomStream random)
    {
        var d = (shape < 1 ? shape + 1 : shape) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        double? found = null;
        for (var @try = 0; @try < Tries; @try++)
        {
            var x = random.NextNormal();
            var logU = Elementary.Log(1 - random.NextDouble());
            var root = 1 + (c * x);
            var v = root * root * root;
            if (found is null && v > 0)
            {
                var logV = Elementary.Log(v);
                if (logU < (0.5 * (x * x)) + (d * (1 - v + logV)))
                {
                    found = Elementary.Log(d) + logV;
                }
            }
        }

        var rest = Elementary.Log(1 - random.NextDouble());
        return (found ?? Elementary.Log(d)) + (shape < 1 ? rest / shape : 0);
    }
}
