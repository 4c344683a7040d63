using System.CommandLine;
using System.Runtime.CompilerServices;
using Lockstep.Files;

namespace Lockstep.Cli.Frame;

/// <summary>Where each command writes: it is looked at before the command begins.</summary>
internal static class WrittenPlaces
{
    private static readonly ConditionalWeakTable<Command, Places> Of = [];

    /// <summary>Says where a command writes, so that it is refused where that breaks a seal.</summary>
    /// <param name="places">Files or folders; null for one that is not written.</param>
    /// <param name="dataSet">The folder of the data set that the command reads: it is not to be written to, sealed or not.</param>
    public static Command Writes(this Command command, Func<ParseResult, IEnumerable<string?>> places, Func<ParseResult, string?>? dataSet = null)
    {
        Of.Add(command, new Places(places, dataSet));
        return command;
    }

    /// <summary>A folder that may be sealed itself: then what counts is the folder around it.</summary>
    public static string Beside(string path) =>
        SealedFolder.Around(path) != RealPath.Of(path) ? path : Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) ?? "/";

    /// <exception cref="SealedFolderException">The command would write into a sealed folder.</exception>
    public static void Check(Command command, ParseResult parsed)
    {
        if (Of.TryGetValue(command, out var written))
        {
            foreach (var place in written.All(parsed).OfType<string>())
            {
                SealedFolder.Refuse(place, written.DataSet?.Invoke(parsed));
            }
        }
    }

    private sealed record Places(Func<ParseResult, IEnumerable<string?>> All, Func<ParseResult, string?>? DataSet);
}
