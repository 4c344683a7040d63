using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>What R gets: a profile that seeds it, says at its end which packages it loaded, and hands on to the one that would have run without it.</summary>
internal static class RStart
{
    /// <summary>The variable that names the profile.</summary>
    public const string Variable = "R_PROFILE_USER";

    private const string Said = "r-packages.";

    /// <summary>Writes the profile into the run's scratch folder.</summary>
    /// <param name="environment">The environment that the command would have without it.</param>
    /// <returns>Where it lies.</returns>
    public static string Prepare(string scratch, long seed, IReadOnlyDictionary<string, string> environment)
    {
        var own = environment.GetValueOrDefault(Variable) ?? "";
        var path = Path.Combine(scratch, "profile.R");

        // R takes seeds of 32 bits with a sign; NA is the lowest.
        var number = (seed % int.MaxValue).ToString(CultureInfo.InvariantCulture);
        AtomicFile.WriteAllText(path, $$"""
            # R runs this file at its start, because `lockstep exec` named it. A seed that a script sets itself comes later, and counts.
            set.seed({{number}})
            reg.finalizer(globalenv(), onexit = TRUE, function(e) try(silent = TRUE, local({
              names <- sort(loadedNamespaces())
              versions <- vapply(names, function(name) format(getNamespaceVersion(name)), "")
              writeLines(c(R.version.string, paste(names, versions, sep = "\t")), paste0({{Text(Path.Combine(scratch, Said))}}, Sys.getpid()))
            })))
            local({
              own <- {{Text(own)}}
              for (profile in if (nzchar(own)) own else c(".Rprofile", "~/.Rprofile")) {
                if (file.exists(profile)) {
                  sys.source(profile, envir = globalenv())
                  break
                }
              }
            })

            """);
        return path;
    }

    /// <summary>What the R processes of a command said at their end; null where there was none, or none was reached.</summary>
    public static JsonObject? Read(string scratch)
    {
        // Which process comes first is chance: so by what they said.
        string[] files = Presence.IsFolder(scratch) ? Directory.GetFiles(scratch, Said + "*") : [];
        string[] lines = [.. files.SelectMany(File.ReadAllLines).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return lines.Length == 0 ? null : new JsonObject
        {
            ["version"] = lines.FirstOrDefault(line => !line.Contains('\t', StringComparison.Ordinal)),
            ["packages"] = JsonMembers.Of(
                lines.Select(line => line.Split('\t')).Where(parts => parts.Length == 2).DistinctBy(parts => parts[0]), parts => parts[0], parts => parts[1]),
        };
    }

    private static string Text(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
