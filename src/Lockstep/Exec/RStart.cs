using System.Globalization;
using Lockstep.Files;

namespace Lockstep.Exec;

/// <summary>What R gets: a profile that seeds it and hands on to the one that would have run without it.</summary>
internal static class RStart
{
    private const string Variable = "R_PROFILE_USER";

    /// <summary>Writes the profile into the run's scratch folder.</summary>
    /// <param name="environment">The environment that the command would have without it.</param>
    /// <returns>The variable that names it.</returns>
    public static KeyValuePair<string, string?> Prepare(string scratch, long seed, IReadOnlyDictionary<string, string> environment)
    {
        var own = environment.GetValueOrDefault(Variable) ?? "";
        var path = Path.Combine(scratch, "profile.R");

        // R takes seeds of 32 bits with a sign; NA is the lowest.
        var number = (seed % int.MaxValue).ToString(CultureInfo.InvariantCulture);
        AtomicFile.WriteAllText(path, $$"""
            # R runs this file at its start, because `lockstep exec` named it. A seed that a script sets itself comes later, and counts.
            set.seed({{number}})
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
        return KeyValuePair.Create(Variable, (string?)path);
    }

    private static string Text(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
