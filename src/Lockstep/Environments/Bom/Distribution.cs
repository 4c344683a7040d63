using System.Text.RegularExpressions;

namespace Lockstep.Environments.Bom;

/// <summary>The distribution of Linux that a run was made on.</summary>
/// <param name="Id">As it calls itself in <c>os-release</c>: <c>debian</c>.</param>
/// <param name="Version">For example <c>12</c> or <c>24.04</c>.</param>
/// <param name="Image">The tag of its image: <c>debian:12-slim</c>.</param>
internal sealed partial record Distribution(string Id, string Version, string Image)
{
    /// <param name="name">As an Environment lock has it: <c>Debian GNU/Linux 12 (bookworm)</c>, <c>Ubuntu 24.04.1 LTS</c>.</param>
    /// <returns>Null for one that has no packages for apt-get, or isn't known.</returns>
    public static Distribution? Of(string? name) => Named().Match(name ?? "") switch
    {
        { Success: true } match when match.Groups[1].Value.StartsWith("Debian", StringComparison.Ordinal) =>
            new Distribution("debian", match.Groups[2].Value.Split('.')[0], $"debian:{match.Groups[2].Value.Split('.')[0]}-slim"),
        { Success: true } match => string.Join('.', match.Groups[2].Value.Split('.').Take(2)) is var version
            ? new Distribution("ubuntu", version, $"ubuntu:{version}") : null,
        _ => null,
    };

    [GeneratedRegex(@"\A(Debian GNU/Linux|Ubuntu) ([0-9]+(?:\.[0-9]+)*)")]
    private static partial Regex Named();
}
