using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Environments;
using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>
/// What R gets: a profile that seeds it, says at its end which packages and native libraries it loaded, and hands on to the one that would have run
/// without it.
/// </summary>
internal static class RStart
{
    /// <summary>The variable that names the profile.</summary>
    public const string Variable = "R_PROFILE_USER";

    private const string Said = "r-packages.";
    private const string Mapped = "r-maps.";

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
            invisible(reg.finalizer(globalenv(), onexit = TRUE, local(envir = baseenv(), function(e) try(silent = TRUE, {
              names <- sort(loadedNamespaces())
              versions <- vapply(names, function(name) format(getNamespaceVersion(name)), "")
              writeLines(c(R.version.string, paste(names, versions, sep = "\t")), paste0({{Text(Path.Combine(scratch, Said))}}, Sys.getpid()))
              maps <- grep(" r-xp ", readLines("/proc/self/maps", warn = FALSE), fixed = TRUE, useBytes = TRUE, value = TRUE)
              writeLines(maps, paste0({{Text(Path.Combine(scratch, Mapped))}}, Sys.getpid()), useBytes = TRUE)
            }))))
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
        string[] lines = [.. LinesOf(scratch, Said).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return lines.Length == 0 ? null : new JsonObject
        {
            ["version"] = lines.FirstOrDefault(line => !line.Contains('\t', StringComparison.Ordinal)),
            ["packages"] = JsonMembers.Of(
                lines.Select(line => line.Split('\t')).Where(parts => parts.Length == 2).DistinctBy(parts => parts[0]), parts => parts[0], parts => parts[1]),
        };
    }

    /// <summary>The native libraries in the memory of the R processes at their end, absolute.</summary>
    public static IReadOnlyList<string> Libraries(string scratch) => LoadedLibraries.PathsIn(LinesOf(scratch, Mapped));

    private static IEnumerable<string> LinesOf(string scratch, string name) =>
        Presence.IsFolder(scratch) ? Directory.GetFiles(scratch, name + "*").SelectMany(File.ReadAllLines) : [];

    private static string Text(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
