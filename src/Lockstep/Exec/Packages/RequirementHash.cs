namespace Lockstep.Exec.Packages;

/// <summary>Digests of archives in lists of requirements.</summary>
internal static class RequirementHash
{
    private const int Digits = 64;

    /// <summary>What stands before the digest.</summary>
    public const string Option = "--hash=sha256:";

    public static bool IsSha256(string? text) => text is { Length: Digits } && text.All(char.IsAsciiHexDigitLower);
}
