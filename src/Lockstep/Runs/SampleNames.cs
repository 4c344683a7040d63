using System.Globalization;
using Lockstep.Files;

namespace Lockstep.Runs;

/// <summary>The names of a run's samples by their ids, from its folder.</summary>
public static class SampleNames
{
    /// <summary>The names of all samples; empty where the run's lists can't be read or don't fit together, as in a run that an older Lockstep made.</summary>
    public static IReadOnlyDictionary<uint, string> Read(RunFolder run)
    {
        var names = new Dictionary<uint, string>();
        try
        {
            var samples = LinesOf(run.SamplesPath);
            var ids = LinesOf(run.SampleIdsPath);
            if (samples.Length != ids.Length)
            {
                return names;
            }

            foreach (var (sample, id) in samples.Zip(ids))
            {
                if (sample.Split('\t') is [_, _, var name] && uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    names[number] = name;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Numbers then have to do; the divergence is found all the same.
        }

        return names;
    }

    /// <summary>LF alone ends a line: names may hold what others take for the end of one.</summary>
    internal static string[] LinesOf(string path) =>
        RegularFile.ReadAllText(path, RegularFile.MostOfListing) is { Length: > 0 } text ? text.TrimEnd('\n').Split('\n') : [];
}
