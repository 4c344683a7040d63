using System.Text.Json.Nodes;

namespace Lockstep.Exec.Streams;

/// <summary>Something that a process said of itself.</summary>
/// <param name="Type">As <c>seed</c> or <c>loader</c>.</param>
/// <param name="Process">Label of the process.</param>
/// <param name="Body">Without <c>event</c>. Secrets are still in it, but for those of argparse.</param>
internal sealed record StreamEvent(string Type, string Process, JsonObject Body)
{
    /// <summary>How often it was said, with whatever value of a seed: the body is the first one's; of switches the last one's.</summary>
    public long Times { get; init; } = 1;
}
