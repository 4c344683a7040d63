using System.Text.Json.Nodes;
using Lockstep.Environments;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Recipes;

namespace Lockstep.Exec;

/// <summary>What a recorded command's Environment lock would hold here, as far as that can be told before it runs.</summary>
internal static class EnvironmentHere
{
    /// <summary>
    /// Processor, C library, threads and variables of this machine; Python and the recorded packages, as the Python says that would run it; the digests
    /// of the recorded native libraries, where they lay. What can't be told is as it was recorded.
    /// </summary>
    /// <param name="python">That would run it; null where that is not known.</param>
    /// <param name="folder">Where; absolute.</param>
    /// <exception cref="LockstepException">Its Python can't be asked.</exception>
    public static BoxLock Of(BoxLock recorded, CommandRecipe recipe, CalledPython? python, string folder, CancellationToken cancellation)
    {
        var was = new RecordedEnvironment(recorded);
        var here = CommandLocks.EnvironmentFor(recipe, was.TellsThreads);
        foreach (var (key, value) in was.OfCommand)
        {
            var now = key switch
            {
                RecordedEnvironment.LibrariesKey => Libraries(was, cancellation),
                RecordedEnvironment.PythonKey when value is JsonObject before && python is not null =>
                    Python(was, before, PythonEnvironment.Read(python, folder, cancellation)),
                RecordedEnvironment.DriverKey => NvidiaDriver.Version,
                _ => value?.DeepClone(),
            };
            here = now is null ? here : here.With(key, now);
        }

        return here.NotingAlso(recorded);
    }

    /// <summary>The Python that would run a recorded command; where another program started it, the one that ran then, if it lies there still.</summary>
    /// <param name="command">As it is run.</param>
    public static CalledPython? PythonOf(BoxLock recorded, IReadOnlyList<string> command, string folder) =>
        CalledPython.Of(command, folder) is { } called ? called
            : new RecordedEnvironment(recorded).Interpreter is { Length: > 0 } program && Presence.IsFile(program) ? new CalledPython(program, [], folder)
            : null;

    /// <summary>Each by what lies where it lay: another machine has it elsewhere, and then only a run tells.</summary>
    private static JsonObject Libraries(RecordedEnvironment recorded, CancellationToken cancellation)
    {
        var digests = new KnownDigests();
        var files = recorded.LibraryFiles;
        var now = JsonMembers.Of(
            recorded.Libraries, library => library.Key,
            library => (files.TryGetValue(library.Key, out var path) ? digests.Of(path, cancellation) : null) ?? library.Value);
        digests.Save();
        return now;
    }

    private static JsonObject Python(RecordedEnvironment recorded, JsonObject before, PythonEnvironment here)
    {
        var installed = new Dictionary<string, InstalledPackage>(StringComparer.Ordinal);
        foreach (var package in here.Packages)
        {
            installed.TryAdd(Normal(package.Name), package);
        }

        var wasDigested = recorded.PackageDigests;
        var packages = new JsonObject();
        var digests = new JsonObject();
        foreach (var (name, version) in recorded.Packages)
        {
            if (!installed.TryGetValue(Normal(name), out var package))
            {
                // One that no installer wrote anything down of is known by its module alone.
                if (!wasDigested.ContainsKey(name))
                {
                    packages[name] = version;
                }

                continue;
            }

            packages[name] = package.Version;
            if (PackageFiles.DigestOf(package.Info) is { } digest)
            {
                digests[name] = digest;
            }
        }

        var now = new JsonObject { ["version"] = here.Version, ["packages"] = packages };
        if (before["digests"] is JsonObject)
        {
            now["digests"] = digests; // not so in locks from before there were digests
        }

        return now;
    }

    private static string Normal(string name) => name.ToLowerInvariant().Replace('_', '-').Replace('.', '-');
}
