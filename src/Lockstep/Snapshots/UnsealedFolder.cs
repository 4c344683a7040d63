using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>What to do about a folder that has no manifest.</summary>
public static class UnsealedFolder
{
    /// <summary>To seal it; or, where it lies in a sealed data set, whose manifest a file more would break, what else.</summary>
    public static string Advice(string folder) => SealedFolder.DataSetAround(folder) is { } around
        ? $"It lies in the sealed data set {around}, whose manifest a second one in it would break: name {around}, "
            + $"or copy the part out of it with 'lockstep data snapshot {ShellWord.Of(folder)} COPY'."
        : $"Write one with 'lockstep data seal {ShellWord.Of(folder)}'.";
}
