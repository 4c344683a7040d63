namespace Lockstep.Vision.Evaluation;

/// <summary>The area under the receiver operating characteristic: how often a positive one scores above a negative one, ties counting half.</summary>
internal static class RocAuc
{
    /// <returns>Null where there are none of either kind, or a score is no number.</returns>
    public static double? Of(IEnumerable<(float Score, bool IsPositive)> samples)
    {
        var below = 0L; // negatives
        var all = 0L;
        var twice = 0L; // pairs, ties once and the others two times: whole numbers, so exact
        foreach (var group in samples.GroupBy(sample => sample.Score).OrderBy(group => group.Key))
        {
            if (float.IsNaN(group.Key))
            {
                return null;
            }

            long positive = group.Count(sample => sample.IsPositive);
            long negative = group.Count() - positive;
            twice += positive * ((2 * below) + negative);
            below += negative;
            all += positive + negative;
        }

        return below == 0 || below == all ? null : twice / (2.0 * below * (all - below));
    }
}
