using System.Globalization;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Schema;

namespace Lockstep.Compare;

/// <summary>Something in which two runs differ, and where in a run it can make a difference.</summary>
/// <param name="Key">Its place in the lock, as <c>recipe.train.lr</c> or <c>variables.MKL_CBWR</c>.</param>
/// <param name="A">JSON text; null where the first run lacks it.</param>
/// <param name="Why">What it does, in a clause, where that doesn't follow from the phase.</param>
public sealed record Suspect(Box Box, string Key, string? A, string? B, Effects Acts, string? Why = null)
{
    private const double Tiny = 1e-3;
    private const int MostShown = 40;
    private const int ShownDigits = 12;

    /// <summary>What became of the samples, in a sentence without its end; it then stands for key and values.</summary>
    public string? Told { get; init; }

    /// <summary>Whether it is a file that was there for one of them, as <see cref="Told"/> says, and not a sample.</summary>
    internal bool IsFound { get; init; }

    /// <summary>Both values, as far as they can be read.</summary>
    public string Named => Told ?? $"{Key} {Values}";

    internal string Values => $"({Short(A)} in A, {Short(B)} in B)";

    /// <summary>Two numbers that are hardly different: the less likely to be seen at once.</summary>
    internal bool IsTiny =>
        Number(A) is { } a && Number(B) is { } b && (Key.EndsWith("prob", StringComparison.Ordinal) ? Math.Abs(a - b) : Closeness.Relative(a, b)) < Tiny;

    /// <summary>The less, the likelier it is what differs first, where several can act there.</summary>
    internal int Rank => this switch
    {
        { Box: Box.Data } => 0,
        { Box: Box.Code, Key: "commit" or "diffSha256" } => 8,
        { Box: Box.Code or Box.Randomness } => Key.StartsWith("program", StringComparison.Ordinal) ? 2 : IsTiny ? 3 : 1,
        { Key: "device" or "gpu" } => 4,
        { Key: "libm" } => 7, // what it gives follows from the processor or a variable
        _ => Key.StartsWith("variables", StringComparison.Ordinal) || Key is "threads" or "libc" ? 6 : 5,
    };

    /// <summary>Of a digest the first digits are enough to tell it from another.</summary>
    private static string Short(string? json) => json is null
        ? "nothing"
        : Sha256.IsDigest(json.Trim('"')) ? json[1..(1 + ShownDigits)] : json.Length > MostShown ? json[..(MostShown - 3)] + "…" : json;

    private static double? Number(string? json) => double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
