using Lockstep.Files;
using Lockstep.Samples.Formats;

namespace Lockstep.Vision.Auditing;

/// <summary>Words that several checks of data say.</summary>
internal static class Purpose
{
    /// <summary>What images of a split are there to do.</summary>
    public static string Of(Split split) => split switch { Split.Train => "train on", Split.Val => "validate on", _ => "test on" };

    /// <summary>The command for a data set that was changed on purpose.</summary>
    public static string SealAgain(AuditedData data) => $"lockstep data seal {ShellWord.Of(ShownPath.Of(data.Snapshot.Folder))} --force";
}
