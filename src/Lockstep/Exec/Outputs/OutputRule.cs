namespace Lockstep.Exec.Outputs;

/// <summary>One <c>--out [ROLE=]GLOB</c>.</summary>
/// <param name="Role">What the files are for, such as <c>model</c>, <c>best</c>, <c>last</c>; null where it isn't said.</param>
/// <param name="Glob">Below the working folder or absolute; <c>*</c> and <c>?</c> within a name, <c>**</c> over folders.</param>
internal sealed record OutputRule(string? Role, string Glob)
{
    /// <exception cref="UsageException">It has no pattern, or a role that is no plain word.</exception>
    public static OutputRule Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var role = equals > 0 && text[..equals] is var before && before.All(IsOfWord) ? before : null;
        var glob = role is null ? text : text[(equals + 1)..];
        return glob.Length > 0 && equals != 0 && !glob.Contains('\0', StringComparison.Ordinal)
            ? new OutputRule(role, glob)
            : throw new UsageException(
                $"--out {ShellWord.Of(text)}: expected a pattern of file names, or a role and a pattern, such as 'model=checkpoints/*.pt'."
            );
    }

    public override string ToString() => Role is null ? Glob : $"{Role}={Glob}";

    private static bool IsOfWord(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';
}
