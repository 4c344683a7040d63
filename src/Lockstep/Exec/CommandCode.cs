using Lockstep.Code;
using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>Which files of a command's code the run keeps copies of.</summary>
internal static class CommandCode
{
    /// <summary>The recipe and the files of code that it ran; outside git, also the settings that it read below its folder.</summary>
    public static CodeCopies CopiesOf(PreparedCommand prepared, CommandUse use, CancellationToken cancellation) =>
        CodeCopies.Of(prepared.Git, Files(prepared, use), cancellation, prepared.Lasting);

    private static IEnumerable<CodeFile> Files(PreparedCommand prepared, CommandUse use)
    {
        var root = CommandFiles.RootOf(prepared);
        if (prepared.Source.Path is { } recipe)
        {
            yield return CodeFile.Of(root, recipe, prepared.Source.Bytes);
        }

        foreach (var name in use.Findings.Code.Keys.Where(name => !EnvironmentFolder.Installed(PlaceOf(name))).Order(StringComparer.Ordinal))
        {
            yield return new CodeFile(name, PlaceOf(name));
        }

        if (prepared.Git is null)
        {
            foreach (var path in use.Settings.Where(path => !EnvironmentFolder.Installed(path)).Order(StringComparer.Ordinal))
            {
                yield return CodeFile.Of(root, path);
            }
        }

        // Where it lay when the run was recorded is for the locks; it was read in the restored tree.
        string PlaceOf(string name) => !use.Outside.TryGetValue(name, out var outside) ? Path.Combine(root, name)
            : prepared.Tree?.PlaceOf(outside) is { } restored && Presence.IsFile(restored) ? restored : outside;
    }
}
