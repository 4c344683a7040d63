using System.Reflection;
using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Vision.Extending;

/// <summary>Which files a program's own code is.</summary>
/// <remarks>
/// An assembly, and those that it refers to, as far as they lie in the program's folder: not the runtime's. Lockstep's own, and what those
/// bring along, are in the Environment lock. A native library, or what is loaded by reflection, is not seen.
/// </remarks>
internal static class ProgramFiles
{
    private const string Lockstep = "Lockstep";

    public static JsonObject? DigestsOf(IReadOnlyList<Assembly> sources, CancellationToken cancellation)
    {
        if (sources.Count == 0)
        {
            return null;
        }

        var brought = With([typeof(ProgramFiles).Assembly]).Select(assembly => assembly.FullName).ToHashSet(StringComparer.Ordinal);
        var files = With(sources).Where(assembly => !brought.Contains(assembly.FullName)).Select(FileOf).Order(StringComparer.Ordinal);
        return new JsonObject(files.Select(file => KeyValuePair.Create(Path.GetFileName(file), (JsonNode?)Sha256.OfFile(file, cancellation).Digest)));
    }

    /// <summary>The assemblies, and those in the program's folder that they refer to.</summary>
    private static HashSet<Assembly> With(IReadOnlyList<Assembly> sources)
    {
        var found = new HashSet<Assembly>(sources);
        var next = new Queue<Assembly>(found);
        while (next.TryDequeue(out var assembly))
        {
            foreach (var reference in assembly.GetReferencedAssemblies().Where(IsOfTheProgram).Select(Assembly.Load).Where(found.Add))
            {
                next.Enqueue(reference);
            }
        }

        return found;
    }

    private static string FileOf(Assembly assembly) => assembly.Location.Length > 0
        ? assembly.Location
        : throw new LockstepException(
            $"Code: {assembly.GetName().Name} is no file of its own, so its digest can't be locked. Build it as files, not as a single one.");

    private static bool IsOfTheProgram(AssemblyName reference) =>
        reference.Name is { } name
        && name != Lockstep && !name.StartsWith(Lockstep + ".", StringComparison.Ordinal)
        && File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
