using System.Globalization;

namespace Lockstep.Exec;

/// <summary>How many threads the numeric libraries of a command get.</summary>
public static class CommandThreads
{
    /// <summary>What the user's environment says; null where it says nothing of use.</summary>
    public static int? OfEnvironment() =>
        int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads > 0 ? threads : null;
}
