using System.Globalization;
using Lockstep.Exec.Outputs;

namespace Lockstep.Exec;

/// <summary>A command's outputs as they make its result.</summary>
internal static class CommandOutputs
{
    /// <summary>The digest of what is in each, by the name that pairs it with another run's; where several have one, by their order too.</summary>
    public static IReadOnlyDictionary<string, string> Digests(OutputSet outputs)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in outputs.Files.GroupBy(file => file.PairName, StringComparer.Ordinal))
        {
            foreach (var (index, file) in group.OrderBy(file => OutputName.Natural(file.Name), StringComparer.Ordinal).Index())
            {
                digests[index == 0 ? group.Key : string.Create(CultureInfo.InvariantCulture, $"{group.Key}#{index + 1}")] = file.Digest;
            }
        }

        return digests;
    }
}
