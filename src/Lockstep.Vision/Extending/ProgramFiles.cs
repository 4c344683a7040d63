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

        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var next = new Queue<Assembly>(sources.Distinct());
        while (next.TryDequeue(out var assembly))
        {
            var file = assembly.Location.Length > 0
                ? assembly.Location
                : throw new LockstepException($"Code: {assembly.GetName().Name} is no file of its own, so its digest can't be locked. Build it as files, not as a single one.");
            if (!files.TryAdd(Path.GetFileName(file), file))
            {
                continue;
            }

            foreach (var reference in assembly.GetReferencedAssemblies().Where(IsOfTheProgram))
            {
                next.Enqueue(Assembly.Load(reference));
            }
        }

        return new JsonObject(files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)Sha256.OfFile(file.Value, cancellation).Digest)));
    }

    private static bool IsOfTheProgram(AssemblyName reference) =>
        reference.Name is { } name
        && name != Lockstep && !name.StartsWith(Lockstep + ".", StringComparison.Ordinal)
        && File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
