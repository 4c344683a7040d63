using System.Text.Json.Nodes;
using Lockstep.Code.Restoring;
using Lockstep.Exec.Outputs;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>Files in the tree at hand that a command would write over once more, and that nothing else holds.</summary>
internal static class OutputsAtHand
{
    private const int MostNamed = 3;

    /// <summary>To follow "the tree at hand"; null where nothing can be lost.</summary>
    /// <param name="folder">Where the command would run.</param>
    public static string? Difference(RunFolder parent, string folder, CancellationToken cancellation)
    {
        var outputs = CommandRecord.Read(parent, command => command["outputs"] is JsonObject json
            ? OutputSet.Parse(json, folder: null).Files : []) ?? [];
        var digests = new KnownDigests();
        string[] own = [.. outputs.Where(output => !Path.IsPathRooted(output.Name)).Where(IsOwn).Select(output => PlainText.OnOneLine(output.Name))];
        digests.Save();
        return own.Length == 0 ? null
            : $"holds {string.Join(", ", own.Take(MostNamed))}{(own.Length > MostNamed ? $" and {own.Length - MostNamed} more" : "")}, "
                + "which the command writes over and no run keeps as it is";

        bool IsOwn(OutputFile output) => PlainPlace.In(folder, output.Name) is { } path
            && FileStatus.Of(path, follow: false) is { Kind: FileKind.Regular, Size: > 0 }
            && (output.Kept is null || digests.Of(path, cancellation) != output.Sha256);
    }
}
