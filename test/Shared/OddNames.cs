using System.Text;
using CsCheck;
using Lockstep.Snapshots;

namespace Lockstep.Tests.Shared;

/// <summary>Names of files and classes that a seal accepts, and that a careless table would not give back.</summary>
internal static class OddNames
{
    /// <summary>What some take for the end of a line, a field or a comment, and what looks like another name.</summary>
    private const string Odd = "\u2028\u2029\u00a0\u200b\ufeff\"',;|#%\\*?<>: =-+@~`^$&!()[]{}\u0301\u00e9é😀猫ﬀ\u202e%0A%25 .";

    public static Gen<string> All { get; } = Gen.OneOf(
        Gen.Char[Odd].Array[1, 12].Select(characters => new string(characters)),
        Gen.Select(Gen.Char[Odd], Gen.String[0, 8], (first, rest) => first + rest),
        Gen.OneOf("# lockstep split 1", "train\u2028val", "a,b", "\"quoted\"", " led", "=1+1", "# manifest x", "val"))
        .Where(name => ManifestEntry.ProblemOf(name) is null
            && IsWellFormed(name) && !name.Contains('/', StringComparison.Ordinal) && !name.StartsWith('.') && Encoding.UTF8.GetByteCount(name) < 200);

    private static bool IsWellFormed(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)) == name;
}
